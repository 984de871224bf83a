import { authority, CLIENT, type Address, type Question, type Side, type TlsParams, type Via } from '@weir/core';

/** A side in words: what is read in a test's diff. */
export type Who = 'client' | 'server';

export function who(side: Side): Who {
  return side === CLIENT ? 'client' : 'server';
}

/**
 * What a handler asked its `Io` for, as plain data. Bytes are latin1 text, addresses are `host:port`, errors are their codes.
 */
export type Effect =
  | readonly ['send', Who, string]
  | readonly ['end' | 'hold' | 'release', Who]
  | readonly ['reset', Who, number?]
  | readonly ['stop', Who, number]
  | readonly ['open', string, Via?]
  | readonly ['park']
  | readonly ['take', string]
  | readonly ['secure', Who, SecureEffect]
  | readonly ['ask', Question]
  | readonly ['timer', number, number]
  | readonly ['cancelTimer', number]
  | readonly ['admit']
  | readonly ['become', string]
  | readonly ['session', 'quic']
  | readonly ['openStream', Who, 'both ways' | 'one way']
  | readonly ['closeConnection', Who, number, string]
  | readonly ['close', string?];

/** `TlsParams`, what was read already as latin1 text. */
export type SecureEffect = Omit<TlsParams, 'head' | 'datagrams'> & { readonly head?: string; readonly datagrams?: readonly string[] };

export type EffectName = Effect[0];

export function openEffect(to: Address, via: Via | undefined): Effect {
  const at = authority(to.host, to.port);
  return via === undefined ? ['open', at] : ['open', at, via];
}

export function secureEffect(side: Side, { head, datagrams, ...rest }: TlsParams): Effect {
  return ['secure', who(side), { ...rest, ...(head !== undefined && { head: textOf(head) }), ...(datagrams !== undefined && { datagrams: datagrams.map(textOf) }) }];
}

/** The same effects, sends to one side that follow each other made one. */
export function merged(effects: readonly Effect[]): readonly Effect[] {
  const result: Effect[] = [];
  for (const effect of effects) {
    const last = result.at(-1);
    if (effect[0] === 'send' && last?.[0] === 'send' && last[1] === effect[1]) result[result.length - 1] = ['send', effect[1], last[2] + effect[2]];
    else result.push(effect);
  }
  return result;
}

/** Latin1 text for bytes: each character is one octet. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The bytes of a script: text is latin1. */
export function bytesOf(input: string | Uint8Array): Uint8Array {
  return typeof input === 'string' ? Buffer.from(input, 'latin1') : input;
}
