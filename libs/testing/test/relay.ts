import { CLIENT, other, type ProxyError, type Side, type Tap } from '@weir/core';
import type { Stage } from '../src/index.ts';
import { Stub, bytes, closedEarly } from './stub.ts';

/** Stands for all that relays bytes: opaque tunnels, HTTP/2 frames, what is inside TLS. A server that is not there is told to the client in words. */
export class Relay extends Stub {
  #tap: Tap | undefined;
  readonly #recorded: boolean;
  #ended = 0;

  constructor(stage: Stage, recorded = true) {
    super(stage);
    this.#recorded = recorded;
  }

  onStart(): void {
    const { conn, io } = this;
    if (this.#recorded) this.#tap = this.flow('tcp');
    if (conn.server === undefined || conn.server.state === 'opening') io.hold(CLIENT);
    if (conn.server === undefined && conn.destination !== undefined) io.open(conn.destination);
    if (conn.server?.state === 'failed') this.#tell(conn.server.error ?? closedEarly());
  }

  override onOpen(error?: ProxyError): void {
    if (error === undefined) this.io.release(CLIENT);
    else this.#tell(error);
  }

  onData(side: Side, chunk: Uint8Array): void {
    this.#tap?.message(side, 'data', chunk);
    this.io.send(other(side), chunk);
  }

  override onEnd(side: Side): void {
    this.io.end(other(side));
    this.#ended |= 1 << side;
    if (this.#ended !== 3) return;
    if (this.#tap !== undefined) this.done(this.#tap);
    this.io.close();
  }

  #tell(error: ProxyError): void {
    this.io.send(CLIENT, bytes(`502 ${error.code}\n`));
    if (this.#tap !== undefined) this.failed(this.#tap, error);
    this.io.close();
  }
}
