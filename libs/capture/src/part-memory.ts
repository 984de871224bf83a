/** Pieces that wait for their next use, at most. */
const maxSpare = 64;

/** Memory for what is held of long bodies, used again: as garbage, 64 KiB a body would have V8 collect every thousand bodies. */
export class PartMemory {
  /** Of each piece. */
  readonly bytes: number;
  readonly #free: Uint8Array[] = [];

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  take(): Uint8Array {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.bytes);
  }

  giveBack(piece: Uint8Array): void {
    if (this.#free.length < maxSpare) this.#free.push(piece);
  }
}
