import type { Socket } from 'node:net';
import { AddressCounts } from '@weir/core';
import { addressOf } from './peer.ts';

/** Bounds of what strangers may hold: a connection is read before anybody knows whose it is. */
export interface ConnectionBounds {
  readonly most: number;
  readonly ofAddress: number;
  /** Within so long a connection has sent a whole TLS handshake, or ends. */
  readonly silentMs: number;
}

export const connectionBounds: ConnectionBounds = { most: 4_096, ofAddress: 128, silentMs: 10_000 };

/** What a client has sent at least once its handshake is done: a ClientHello and a Finished. */
const leastHandshake = 200;

/** The sockets of callers, bounded in number, by address, and in silence. */
export class Connections {
  readonly #bounds: ConnectionBounds;
  readonly #sockets = new Set<Socket>();
  readonly #ofAddress = new AddressCounts();

  constructor(bounds: ConnectionBounds = connectionBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** False where there are too many: it is closed then. */
  add(socket: Socket): boolean {
    const { most, ofAddress, silentMs } = this.#bounds;
    const address = addressOf(socket.remoteAddress ?? '');
    if (this.#sockets.size >= most || this.#ofAddress.of(address) >= ofAddress) {
      socket.destroy();
      return false;
    }
    this.#sockets.add(socket);
    this.#ofAddress.add(address);
    const timer = setTimeout(() => {
      if (socket.bytesRead < leastHandshake) socket.destroy();
    }, silentMs);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#sockets.delete(socket);
      this.#ofAddress.remove(address);
    });
    return true;
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
