import type { Socket } from 'node:net';

/** Bounds of a farewell. */
export interface Linger {
  /** A peer that takes none of what waits for it in this time is given up. */
  readonly flushMs: number;
  /** How long a peer may go on sending after our end, and how much: closing earlier would send RST and destroy what it has not read yet. */
  readonly drainMs: number;
  readonly drainBytes: number;
}

export const defaultLinger: Linger = { flushMs: 10_000, drainMs: 2_000, drainBytes: 1024 * 1024 };

/**
 * Ends `socket` after what was written and destroys it when the peer has ended too or a bound is reached. Its input is for the caller to drop, who
 * tells how much it was by the function returned.
 */
export function linger(socket: Socket, bounds: Linger): ((length: number) => void) | undefined {
  if (socket.destroyed) return undefined;
  let waiting = socket.writableLength;
  let flushed = socket.writableFinished;
  let dropped = 0;
  let timer = setTimeout(tick, flushed ? bounds.drainMs : bounds.flushMs);

  function tick(): void {
    if (flushed || socket.writableLength === waiting) {
      socket.destroy();
      return;
    }
    waiting = socket.writableLength;
    timer = setTimeout(tick, bounds.flushMs);
  }

  function drain(): void {
    flushed = true;
    clearTimeout(timer);
    timer = setTimeout(tick, bounds.drainMs);
  }

  socket.once('close', () => clearTimeout(timer));
  if (!flushed) socket.once('finish', drain);
  if (!socket.writableEnded) socket.end();
  socket.resume();
  return (length) => {
    dropped += length;
    if (dropped > bounds.drainBytes) socket.destroy();
  };
}
