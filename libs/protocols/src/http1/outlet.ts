import type { Io, Side } from '@weir/core';

/** Up to so many bytes a copy costs less than a write of several pieces. */
const joinedBytes = 8 * 1024;

/**
 * Gathers what one input chunk sends to one side, so that it leaves in one `send`: the peer's own buffer where nothing was changed,
 * a joined copy only where a head was rewritten among other bytes and they are few. The write call is most of a relay's cost.
 */
export class Outlet {
  readonly #io: Io;
  readonly #side: Side;
  #chunk: Buffer | undefined;
  /** [from, to) of the chunk is decided to go as it is, and not yet among the pieces. */
  #from = 0;
  #to = 0;
  #pieces: Buffer[] = [];

  constructor(io: Io, side: Side) {
    this.#io = io;
    this.#side = side;
  }

  begin(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#from = 0;
    this.#to = 0;
  }

  /** All bytes up to `to` that are not decided go as they are. */
  keep(to: number): void {
    if (to > this.#to) this.#to = to;
  }

  /** The bytes up to `to` that are not decided do not go. */
  skip(to: number): void {
    if (to <= this.#to) return;
    this.#takeRun();
    this.#from = to;
    this.#to = to;
  }

  /** Other bytes go, after all that was decided so far. */
  put(bytes: Buffer): void {
    this.#takeRun();
    this.#pieces.push(bytes);
  }

  flush(): void {
    if (this.#pieces.length === 0) {
      const chunk = this.#chunk;
      if (chunk !== undefined && this.#to > this.#from) {
        this.#io.send(this.#side, this.#from === 0 && this.#to === chunk.length ? chunk : chunk.subarray(this.#from, this.#to));
        this.#from = this.#to;
      }
      return;
    }
    this.#takeRun();
    const pieces = this.#pieces;
    this.#pieces = [];
    let length = 0;
    for (const piece of pieces) length += piece.length;
    if (pieces.length > 1 && length <= joinedBytes) this.#io.send(this.#side, Buffer.concat(pieces, length));
    else for (const piece of pieces) this.#io.send(this.#side, piece);
  }

  #takeRun(): void {
    if (this.#chunk !== undefined && this.#to > this.#from) this.#pieces.push(this.#chunk.subarray(this.#from, this.#to));
    this.#from = this.#to;
  }
}
