import { CLIENT, SERVER, ProxyError, other, type Handler, type Side, type Tap } from '@weir/core';
import { clientTls } from '../client-tls.ts';
import type { HandlerParts } from '../parts.ts';
import { UpgradeWatch, type UpgradeOwner } from '../starttls/upgrade-watch.ts';
import { serverTlsParams, wantsServerTls } from '../tls/server-tls.ts';

export interface TcpRelayOptions {
  /** Bytes pass as they are, TLS that was not ended here included, and are recorded only where the user asks for it (show_ignored_hosts). */
  readonly passThrough?: boolean;
  /** What to go on with where both sides turn to TLS in the middle (STARTTLS); absent: that is not looked for. */
  readonly upgraded?: (parts: HandlerParts) => Handler;
}

const BOTH = 3;

/**
 * An opaque relay: bytes, half-closes and resets pass from one side to the other. Buffers nothing: until the server is there, and secure
 * where the route wants it, the client's bytes stay in its socket.
 */
export class TcpRelay implements Handler, UpgradeOwner {
  readonly #parts: HandlerParts;
  readonly #passThrough: boolean;
  readonly #upgraded: TcpRelayOptions['upgraded'];
  /** There for as long as the sides could turn to TLS. */
  #watch: UpgradeWatch | undefined;
  #tap: Tap | undefined;
  /** A bit for each side that has ended. */
  #ended = 0;

  constructor(parts: HandlerParts, options: TcpRelayOptions = {}) {
    this.#parts = parts;
    this.#passThrough = options.passThrough === true;
    this.#upgraded = options.upgraded;
  }

  onStart(): void {
    const { conn, io, route, recorder, options } = this.#parts;
    this.#tap = this.#parts.flow;
    if (!this.#passThrough || options.showIgnoredHosts) this.#tap ??= recorder.flow(conn, 'tcp');
    if (this.#upgraded !== undefined && conn.server?.tls === undefined && !this.#wantsTls()) this.#watch = new UpgradeWatch(io, this);
    const { server } = conn;
    if (server === undefined) {
      if (conn.destination === undefined) return this.#fail(new ProxyError('destination-unknown', 'Nobody said where this connection is to go.'));
      io.hold(CLIENT);
      io.open(conn.destination, route.egress?.via(conn.destination));
    } else if (server.state === 'opening') io.hold(CLIENT);
    else if (server.state === 'failed') this.#fail(server.error ?? new ProxyError('internal', 'The server leg failed without a reason.'));
    else if (this.#wantsTls()) {
      io.hold(CLIENT);
      this.#secure();
    }
  }

  onOpen(error?: ProxyError): void {
    if (error !== undefined) this.#fail(error);
    else if (this.#wantsTls()) this.#secure();
    else this.#parts.io.release(CLIENT);
  }

  onSecure(_side: Side, error?: ProxyError): void {
    if (error !== undefined) return this.#fail(error);
    this.#parts.io.release(SERVER);
    this.#parts.io.release(CLIENT);
  }

  onData(side: Side, bytes: Uint8Array): void {
    if (this.#watch === undefined) this.pass(side, bytes);
    else this.#watch.read(side, bytes);
  }

  pass(side: Side, bytes: Uint8Array): void {
    this.#tap?.message(side, 'data', bytes);
    this.#parts.io.send(other(side), bytes);
  }

  upgrade(hello: Uint8Array): void {
    const flow = this.#tap;
    if (this.#upgraded === undefined || flow === undefined) return;
    // It is not ours to end any more.
    this.#tap = undefined;
    this.#parts.io.become(this.#upgraded({ ...this.#parts, flow }), { client: hello });
  }

  unwatched(): void {
    this.#watch = undefined;
  }

  onEnd(side: Side): void {
    this.#watch?.ended();
    this.#parts.io.end(other(side));
    this.#ended |= 1 << side;
    if (this.#ended !== BOTH) return;
    this.#finish();
    this.#parts.io.close();
  }

  onReset(side: Side, error: ProxyError): void {
    this.#parts.io.reset(other(side));
    this.#fail(error);
  }

  onClose(error?: ProxyError): void {
    this.#finish(error);
  }

  #wantsTls(): boolean {
    const { conn, route } = this.#parts;
    // Bytes that pass as they are get TLS back where it was ended here, and none that their client did not speak.
    if (this.#passThrough && clientTls(conn, route) === undefined) return false;
    return conn.server?.tls === undefined && wantsServerTls(conn, route);
  }

  #secure(): void {
    const { conn, io, route, options } = this.#parts;
    io.hold(SERVER);
    const alpn = clientTls(conn, route)?.alpn;
    io.secure(SERVER, serverTlsParams(conn, route, options, alpn === undefined ? [] : [alpn]));
  }

  #fail(error: ProxyError): void {
    this.#finish(error);
    this.#parts.io.close(error);
  }

  #finish(error?: ProxyError): void {
    const tap = this.#tap;
    this.#tap = undefined;
    if (error === undefined) tap?.end();
    else tap?.fail(error);
  }
}
