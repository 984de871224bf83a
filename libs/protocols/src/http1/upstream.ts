import { SERVER, sameAddress, type Address, type ProxyError } from '@weir/core';
import { isIpLiteral } from '../ip-literal.ts';
import type { Http1Parts } from './options.ts';
import type { Origin } from './target.ts';

/** `open` is a leg whose TLS is not what a request needs yet, or not asked about yet. */
type State = 'absent' | 'opening' | 'open' | 'securing' | 'ready' | 'failed';

/** The one server connection of a client connection: opened, made secure, kept while requests are for the same origin. */
export class Upstream {
  readonly #parts: Http1Parts;
  #state: State = 'absent';
  #address: Address | undefined;
  #error: ProxyError | undefined;
  #tls = false;
  /** Answers that this leg has given in full: 0 means that it was never used. */
  served = 0;

  constructor(parts: Http1Parts) {
    this.#parts = parts;
  }

  /** Takes over a leg that an earlier handler has opened or is opening. */
  adopt(): void {
    const leg = this.#parts.conn.server;
    if (leg === undefined || leg.state === 'ended') return;
    this.#state = leg.state;
    this.#address = leg.address;
    this.#error = leg.error;
  }

  /** A leg is there, in whatever state. */
  get present(): boolean {
    return this.#state !== 'absent' && this.#state !== 'failed';
  }

  /** Whether a request to `origin` can be sent now. A leg that was opened for it before becomes its own with that. */
  takes(origin: Origin): boolean {
    if (!sameAddress(this.#address, origin.address)) return false;
    if (this.#state === 'ready') return this.#tls === origin.tls;
    return this.#state === 'open' && this.#isSecure === origin.tls && this.#prepare(origin) === 'ready';
  }

  /**
   * Does what is left to do until a request to `origin` can be sent. The caller has no answers outstanding from another origin.
   * `pending`: ask again after the next onOpen or onSecure. An error: this origin cannot be reached.
   */
  ensure(origin: Origin): 'ready' | 'pending' | ProxyError {
    if (this.#state === 'absent' || !sameAddress(this.#address, origin.address)) return this.connect(origin.address);
    switch (this.#state) {
      case 'opening':
        return 'pending';
      case 'failed':
        return this.#error ?? this.connect(origin.address);
      case 'open':
        return this.#prepare(origin);
      default:
        if (origin.tls !== this.#tls) return this.connect(origin.address);
        return this.#state === 'ready' ? 'ready' : 'pending';
    }
  }

  /** Opens a new leg; the present one is abandoned. */
  connect(address: Address): 'pending' {
    const { conn, io, route } = this.#parts;
    conn.destination = address;
    this.#state = 'opening';
    this.#address = address;
    this.#error = undefined;
    this.served = 0;
    if (route.via === undefined) io.open(address);
    else io.open(address, route.via);
    return 'pending';
  }

  opened(error: ProxyError | undefined): void {
    this.#state = error === undefined ? 'open' : 'failed';
    this.#error = error;
  }

  secured(error: ProxyError | undefined): void {
    this.#state = error === undefined ? 'ready' : 'failed';
    this.#error = error;
  }

  /** How the last `connect` went, whatever is to be spoken on it; undefined: it is there. */
  reached(): ProxyError | 'pending' | undefined {
    if (this.#state === 'opening') return 'pending';
    return this.#state === 'failed' ? this.#error : undefined;
  }

  /**
   * The leg is gone, or no longer wanted: the next request opens another. One that goes in the middle of its handshake has failed:
   * trying again would have no end.
   */
  lost(error?: ProxyError): void {
    this.#state = error !== undefined && this.#state === 'securing' ? 'failed' : 'absent';
    this.#error = error;
  }

  get #isSecure(): boolean {
    return this.#parts.conn.server?.tls !== undefined;
  }

  #prepare(origin: Origin): 'ready' | 'pending' {
    const { io, options } = this.#parts;
    if (this.#isSecure && !origin.tls) return this.connect(origin.address);
    this.#tls = origin.tls;
    if (this.#isSecure === origin.tls) {
      this.#state = 'ready';
      return 'ready';
    }
    this.#state = 'securing';
    const sni = this.#serverName(origin.address.host);
    io.secure(SERVER, { protocol: 'tls', alpn: ['http/1.1'], verify: options.verify, ...(sni !== undefined && { sni }) });
    return 'pending';
  }

  /** An explicit client's own SNI names the proxy, not the origin. An IP literal is not a name to ask for (RFC 6066, 3). */
  #serverName(host: string): string | undefined {
    const { conn, route } = this.#parts;
    const name = route.serverName ?? (route.form === 'origin' ? conn.client.tls?.sni : undefined) ?? host;
    return isIpLiteral(name) ? undefined : name;
  }
}
