import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Endpoint } from '../load/job.ts';

/** `all` as it comes, `never`, or so many bytes each so many milliseconds. */
export type Reads = 'all' | 'never' | { readonly bytes: number; readonly everyMs: number };

/** Kept of what came, to see what the answer was. */
const headBytes = 512;

/** One client that may behave badly: it writes what it is told to, and reads as it is told to. */
export class RawConnection {
  /** Bytes that were read. */
  received = 0;
  /** The beginning of them. */
  head = '';
  /** The peer has ended or reset it, or it could not be made. Who never reads does not notice. */
  isOver = false;
  readonly opened: Promise<void>;
  readonly #socket: Socket;
  #timer: NodeJS.Timeout | undefined;
  #onOver: () => void = () => undefined;

  constructor({ host, port }: Endpoint, reads: Reads = 'all') {
    const paced = typeof reads === 'object';
    const buffer = Buffer.allocUnsafeSlow(reads === 'never' ? 1024 : paced ? reads.bytes : 64 * 1024);
    const callback = (size: number): boolean => {
      this.received += size;
      if (this.head.length < headBytes) this.head += buffer.toString('latin1', 0, Math.min(size, headBytes - this.head.length));
      // False: nothing more is read before somebody resumes it.
      return reads === 'all';
    };
    this.#socket = connect({ host, port, noDelay: true, onread: { buffer, callback } });
    const over = (): void => {
      if (this.isOver) return;
      this.isOver = true;
      clearInterval(this.#timer);
      this.#onOver();
    };
    this.opened = new Promise((resolve) => {
      this.#socket.once('connect', resolve);
      this.#socket.once('close', resolve);
    });
    this.#socket.on('end', over).on('close', over).on('error', over);
    if (paced) this.#timer = setInterval(() => { if (!this.#socket.connecting) this.#socket.resume(); }, reads.everyMs);
  }

  /** Resolves when there is room for more. */
  async write(bytes: string | Uint8Array): Promise<void> {
    if (this.isOver || this.#socket.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done).off('close', done);
        resolve();
      };
      this.#socket.on('drain', done).on('close', done);
    });
  }

  /** Resolves when the peer has ended it; false: not within that time. */
  async over(ms: number): Promise<boolean> {
    for (const until = performance.now() + ms; !this.isOver && performance.now() < until;) await wait(20);
    return this.isOver;
  }

  /** Calls back once, when the peer has ended it; at once where it has. */
  whenOver(callback: () => void): void {
    if (this.isOver) callback();
    else this.#onOver = callback;
  }

  /** Nobody is told. */
  close(): void {
    this.#onOver = () => undefined;
    clearInterval(this.#timer);
    this.#socket.destroy();
  }
}
