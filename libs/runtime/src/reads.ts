import { Socket } from 'node:net';
import { Slabs } from './slabs.ts';

/** Half of what Node offers a read: a client that reads slowly keeps one slab waiting, or two. */
const readBytes = 32 * 1024;
/** A shorter read is copied into memory of its own, which nobody has to give back. */
const slabBytes = 4 * 1024;

/** Every socket reads into this; before the next one does, what is in it has been copied. */
const scratch = Buffer.allocUnsafeSlow(readBytes);

/** What was read and is on its way. 4 MiB wait for their next use at most. */
export const slabs = new Slabs(readBytes, 128);

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
  if (kBuffer === undefined || kBufferCb === undefined || inside._handle?.useUserBuffer === undefined) return false;
  inside[kBuffer] = scratch;
  inside[kBufferCb] = told;
  inside._handle.useUserBuffer(scratch);
  return true;
}

/** The bytes of the read that was told last, in memory of their own. */
export function copyOfRead(length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(length);
  scratch.copy(bytes, 0, 0, length);
  return bytes;
}

/** Delivers the bytes of the read that was told last. Where they are many, they are lent: `slabs` says to whom. */
export function deliverRead<T>(length: number, deliver: (to: T, bytes: Uint8Array) => void, to: T): void {
  if (length < slabBytes) return deliver(to, copyOfRead(length));
  const outer = slabs.lent;
  const slab = slabs.take();
  const bytes = slab.memory.subarray(0, length);
  scratch.copy(bytes, 0, 0, length);
  slabs.lent = slab;
  deliver(to, bytes);
  slabs.lent = outer;
  slabs.release(slab);
}
