/** Code that must bear any bytes: a decoder, or a handler that is driven by a script made of bytes. */
export interface Target {
  /** As users write it. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly about: string;
  /** Good inputs, which mutation begins with. The same ones each time. */
  seeds(): readonly Uint8Array[];
  /** Latin1 pieces that mutation puts in. */
  readonly words: readonly string[];
  /** No input is longer. */
  readonly maxBytes: number;
  /** Returns, whatever the input; throws for a bug alone. */
  run(input: Uint8Array): void;
}

/** Text as latin1 bytes: what most seeds are. */
export function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** For targets whose answer can be wrong: `holds` says what must be true of it. `what` is only made where it does not. */
export function expectThat(holds: boolean, what: () => string): void {
  if (!holds) throw new Error(what());
}
