import { Socket } from 'node:net';
import { Slabs, type Slab } from './slabs.ts';

/** A client that reads slowly keeps one slab waiting, or two: a thousand of them are to be affordable. */
const readBytes = 16 * 1024;
/** A shorter read is copied into memory of its own, which nobody has to give back. */
const slabBytes = 4 * 1024;

/** Every socket reads into this, but for those whose reads are long; before the next one does, what is in it has been copied. */
const scratch = Buffer.allocUnsafeSlow(readBytes);

/** What was read and is on its way: 4 MiB wait for their next use at most, and there are 8 MiB of large ones. */
export const slabs = new Slabs({ bytes: readBytes, keep: 256, largeBytes: 128 * 1024, mostLarge: 64 });

/** Who is told that so many bytes were read. False stops reading. */
type Told = (length: number) => boolean;

/** Where net.Socket keeps its option `onread`, and the part of its handle that does it. */
interface Internals {
  [name: symbol]: unknown;
  readonly _handle?: { readonly useUserBuffer?: (memory: Uint8Array) => void } | null;
}

const names = Object.getOwnPropertySymbols(new Socket({ onread: { buffer: scratch, callback: () => true } }));
const kBuffer = names.find((name) => name.description === 'kBuffer');
const kBufferCb = names.find((name) => name.description === 'kBufferCb');
const kBufferGen = names.find((name) => name.description === 'kBufferGen');

/** Where the read that was told last said that the socket's next one goes, if it changes. */
let nextMemory: Uint8Array | undefined;

/** Node asks for it after each read. */
function takeNextMemory(): Uint8Array | undefined {
  const next = nextMemory;
  nextMemory = undefined;
  return next;
}

/**
 * Has a socket read into memory that is used again, for as long as it lives. Otherwise Node allocates 64 KiB for every read, which its garbage collector
 * finds and frees: a bare relay took 28 us of CPU for an answer of 1 KB and 1020 us for one of 1 MB so, and takes 23 us and 670 us this way.
 * Node's option for it (`onread`) is for sockets that are made by `connect`; one that a server has accepted, or a TLSSocket, is given here
 * what the option would have given it. False where this Node is made otherwise: there are 'data' events, as ever.
 *
 * Once it is true there are no 'data' events, and `pause` leaves bytes in the kernel. What the socket has read before is still to be had by `read`.
 */
export function readInto(socket: Socket, told: Told): boolean {
  const inside = socket as unknown as Internals;
  if (kBuffer === undefined || kBufferCb === undefined || kBufferGen === undefined || inside._handle?.useUserBuffer === undefined) return false;
  inside[kBuffer] = scratch;
  inside[kBufferCb] = told;
  inside[kBufferGen] = takeNextMemory;
  inside._handle.useUserBuffer(scratch);
  return true;
}

/**
 * The memory that one socket is read into. A read that fills what all sockets share is followed by others: for these it has a large slab, which
 * takes eight times as much in one call and is lent as it is, until its reads are short again. There are few: who finds none goes on as before.
 */
export class ReadMemory {
  #own: Slab | undefined;
  #isOver = false;

  /** The bytes of the read that was told last, in memory of their own. */
  copy(length: number): Uint8Array {
    const bytes = Buffer.allocUnsafe(length);
    bytes.set((this.#own?.memory ?? scratch).subarray(0, length));
    return bytes;
  }

  /** Delivers the bytes of the read that was told last. Where they are many, they are lent: `slabs` says to whom. */
  deliver<T>(length: number, deliver: (to: T, bytes: Uint8Array) => void, to: T): void {
    if (length < slabBytes) {
      deliver(to, this.copy(length));
      if (this.#own !== undefined) this.#goOn(undefined);
    } else if (this.#own === undefined) {
      const slab = slabs.take();
      scratch.copy(slab.memory, 0, 0, length);
      lend(slab, length, deliver, to);
      slabs.release(slab);
      if (length === readBytes && !this.#isOver) this.#goOn(slabs.takeLarge());
    } else {
      const own = this.#own;
      lend(own, length, deliver, to);
      // Who has heard all that there was may be silent for long: with a slab in hand, unless others want it.
      if (length < own.memory.length && slabs.isScarce) this.#goOn(undefined);
      // What is still on its way is not read over.
      else if (own.users > 1) this.#goOn(slabs.takeLarge());
    }
  }

  /** The socket is closed. */
  close(): void {
    this.#isOver = true;
    if (this.#own !== undefined) slabs.release(this.#own);
    this.#own = undefined;
  }

  /** It is TLS that reads the socket: what it does with the memory is not known, and its records are short. */
  leave(): void {
    this.#isOver = true;
    if (this.#own !== undefined) slabs.giveUp(this.#own);
    this.#own = undefined;
  }

  #goOn(slab: Slab | undefined): void {
    if (this.#isOver) {
      if (slab !== undefined) slabs.release(slab);
      return;
    }
    if (this.#own === undefined && slab === undefined) return;
    if (this.#own !== undefined) slabs.release(this.#own);
    this.#own = slab;
    nextMemory = slab?.memory ?? scratch;
  }
}

function lend<T>(slab: Slab, length: number, deliver: (to: T, bytes: Uint8Array) => void, to: T): void {
  const outer = slabs.lent;
  slabs.lent = slab;
  try {
    deliver(to, slab.memory.subarray(0, length));
  } finally {
    slabs.lent = outer;
  }
}
