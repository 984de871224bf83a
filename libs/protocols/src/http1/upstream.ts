import { SERVER, sameAddress, sameVia, type Address, type ProxyError, type Via } from '@weir/core';
import { clientTls } from '../client-tls.ts';
import { isIpLiteral } from '../ip-literal.ts';
import type { Http1Parts } from './options.ts';
import type { Origin } from './target.ts';

/** `open` is a leg whose TLS is not what a request needs yet, or not asked about yet. */
type State = 'absent' | 'opening' | 'open' | 'securing' | 'ready' | 'failed';

/** The one server connection of a client connection: opened, made secure, kept while requests are for the same origin, or go to the same proxy. */
export class Upstream {
  readonly #parts: Http1Parts;
  #state: State = 'absent';
  #address: Address | undefined;
  #via: Via | undefined;
  #error: ProxyError | undefined;
  #tls = false;
  /** Answers that this leg has given in full, for whatever origin: 0 means that it was never used. */
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
    this.#via = leg.via;
    this.#error = leg.error;
  }

  /** A leg is there, in whatever state. */
  get present(): boolean {
    return this.#state !== 'absent' && this.#state !== 'failed';
  }

  /** Whether a request to `origin` can be sent now. A leg that was opened for it before becomes its own with that. */
  takes(origin: Origin): boolean {
    if (!this.#leadsTo(origin)) return false;
    if (this.#state === 'ready') return this.#tls === origin.tls;
    return this.#state === 'open' && this.#isSecure === origin.tls && this.#prepare(origin) === 'ready';
  }

  /**
   * Does what is left to do until a request to `origin` can be sent. The caller has no answers outstanding from another origin.
   * `pending`: ask again after the next onOpen or onSecure. An error: this origin cannot be reached.
   */
  ensure(origin: Origin): 'ready' | 'pending' | ProxyError {
    if (this.#state === 'absent' || !this.#leadsTo(origin)) return this.connect(origin);
    switch (this.#state) {
      case 'opening':
        return 'pending';
      case 'failed':
        return this.#error ?? this.connect(origin);
      case 'open':
        return this.#prepare(origin);
      default:
        if (origin.tls !== this.#tls) return this.connect(origin);
        return this.#state === 'ready' ? 'ready' : 'pending';
    }
  }

  /** Opens a new leg; the present one is abandoned, unless it is a proxy's that is given requests for this origin as well. */
  connect({ address, via }: Origin): 'pending' {
    const { conn, io } = this.#parts;
    conn.destination = address;
    this.#state = 'opening';
    this.#address = address;
    this.#via = via;
    this.#error = undefined;
    this.served = 0;
    if (via === undefined) io.open(address);
    else io.open(address, via);
    return 'pending';
  }

  opened(error: ProxyError | undefined): void {
    this.#state = error === undefined ? 'open' : 'failed';
    this.#error = error;
    if (this.#parts.conn.server?.reused === true) this.served = 1;
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

  #leadsTo(origin: Origin): boolean {
    return sameAddress(this.#address, origin.address) && sameVia(this.#via, origin.via);
  }

  get #isSecure(): boolean {
    return this.#parts.conn.server?.tls !== undefined;
  }

  #prepare(origin: Origin): 'ready' | 'pending' {
    const { io, options } = this.#parts;
    if (this.#isSecure && !origin.tls) return this.connect(origin);
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
    const name = route.serverName ?? (route.form === 'origin' ? clientTls(conn, route)?.sni : undefined) ?? host;
    return isIpLiteral(name) ? undefined : name;
  }
}
