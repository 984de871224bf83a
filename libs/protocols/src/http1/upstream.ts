import { SERVER, sameAddress, sameVia, type Address, type ProxyError, type TlsParams, type Via } from '@weir/core';
import { clientTls } from '../client-tls.ts';
import { isIpLiteral } from '../ip-literal.ts';
import type { Exchange } from './exchange.ts';
import type { Http1Parts } from './options.ts';
import type { Origin } from './target.ts';

/** `open` is a leg whose TLS is not what a request needs yet, or not asked about yet. */
type State = 'absent' | 'opening' | 'open' | 'securing' | 'ready' | 'failed';

/** The one server connection of a client connection: opened, made secure, kept while requests are for the same origin, or go to the same proxy. */
export class Upstream {
  readonly #parts: Http1Parts;
  readonly #onLeg: () => void;
  #state: State = 'absent';
  #address: Address | undefined;
  #via: Via | undefined;
  #error: ProxyError | undefined;
  #tls = false;
  /** It was parked, and has not answered anything here: it may be closed, and only what may be repeated goes out on it. */
  #untried = false;
  /** What went over it leaves nothing of this client's: others may have it. */
  #isClean = false;
  /** Its last answer came after the whole of its request: what it has not read by then it has no use for. */
  #hasRead = false;
  /** Answers that this leg has given in full, for whatever origin: 0 means that it was never used. */
  served = 0;

  /** `onLeg` is called when there is another leg, of which nothing was read. */
  constructor(parts: Http1Parts, onLeg: () => void) {
    this.#parts = parts;
    this.#onLeg = onLeg;
  }

  /** Takes over a leg that an earlier handler has opened or is opening. */
  adopt(): void {
    const leg = this.#parts.conn.server;
    if (leg === undefined || leg.state === 'ended') return;
    // It could not have been used: another is reached when there is a request.
    if (leg.parked === true && leg.state !== 'open') return;
    this.#state = leg.state;
    this.#address = leg.address;
    this.#via = leg.via;
    this.#error = leg.error;
    this.#untried = leg.parked === true;
    if (this.#untried) this.served = 1;
    // Opened ahead where any protocol may follow: nobody takes such legs.
    this.#isClean = this.#untried || this.#parts.route.stack === 'http';
  }

  /** The leg was parked, and has answered nothing here. */
  get isUntried(): boolean {
    return this.#untried;
  }

  /** A leg is there, in whatever state. */
  get present(): boolean {
    return this.#state !== 'absent' && this.#state !== 'failed';
  }

  /**
   * Whether a request to `origin` can be sent now. A leg that was opened for it before becomes its own with that; where there is none, one that is
   * parked is taken. `retryable`: the request may be sent again.
   */
  takes(origin: Origin, retryable: boolean): boolean {
    if (this.#state === 'absent') return retryable && this.#take(origin);
    if (!this.#leadsTo(origin) || (this.#untried && !retryable)) return false;
    if (this.#state === 'ready') return this.#tls === origin.tls;
    return this.#state === 'open' && this.#isSecure === origin.tls && this.#prepare(origin) === 'ready';
  }

  /**
   * Does what is left to do until a request to `origin` can be sent. The caller has no answers outstanding from another origin.
   * `pending`: ask again after the next onOpen or onSecure. An error: this origin cannot be reached. `mayTake`: by a leg that was parked, too.
   */
  ensure(origin: Origin, mayTake: boolean): 'ready' | 'pending' | ProxyError {
    if (this.#state === 'absent' || !this.#leadsTo(origin) || (this.#untried && !mayTake)) return this.#reach(origin, mayTake);
    switch (this.#state) {
      case 'opening':
        return 'pending';
      case 'failed':
        return this.#error ?? this.connect(origin);
      case 'open':
        return this.#prepare(origin);
      default:
        if (origin.tls !== this.#tls) return this.#reach(origin, mayTake);
        return this.#state === 'ready' ? 'ready' : 'pending';
    }
  }

  /** Opens a new leg; the present one is abandoned, unless it is a proxy's that is given requests for this origin as well. */
  connect({ address, via }: Origin): 'pending' {
    const { io } = this.#parts;
    this.park();
    this.#begin('opening', address, via);
    if (via === undefined) io.open(address);
    else io.open(address, via);
    return 'pending';
  }

  opened(error: ProxyError | undefined): void {
    this.#state = error === undefined ? 'open' : 'failed';
    this.#error = error;
    if (this.#parts.conn.server?.reused === true) this.served = 1;
    this.#onLeg();
  }

  /** The server has answered in full. */
  answered(exchange: Exchange): void {
    this.served++;
    this.#untried = false;
    this.#hasRead = exchange.requestDone;
    if (!exchange.leavesNothing) this.#isClean = false;
  }

  /** This connection needs the leg no more; the caller has no answers outstanding. One that was not used is the runtime's to keep. */
  park(): void {
    const wasUsed = this.#state === 'ready' && this.served > 0 && !this.#untried;
    if (!wasUsed || !this.#isClean || this.#via?.forward === true || !this.#parts.options.keepServers) return;
    this.#state = 'absent';
    this.#parts.io.park();
  }

  /**
   * The connection ends; the caller has no answers outstanding. A leg that was not parked is not waited for: RST, should the server say what nobody asked
   * for, destroys nothing that it has not read (RFC 9112, 9.6).
   */
  stop(): void {
    if (this.#hasRead) this.#parts.io.stop(SERVER, 0);
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
    this.#hasRead = false;
  }

  /** A parked leg, or a new one. */
  #reach(origin: Origin, mayTake: boolean): 'ready' | 'pending' {
    if (!mayTake) return this.connect(origin);
    this.park();
    return this.#take(origin) ? 'ready' : this.connect(origin);
  }

  #take(origin: Origin): boolean {
    const { io, options } = this.#parts;
    const { address, via, tls } = origin;
    const mayTake = options.keepServers && options.retry && via?.forward !== true;
    if (!mayTake || !io.take(address, via, tls ? this.#tlsParams(address.host) : undefined)) return false;
    this.#begin('ready', address, via);
    this.#tls = tls;
    this.#untried = true;
    this.served = 1;
    this.#onLeg();
    return true;
  }

  #begin(state: State, address: Address, via: Via | undefined): void {
    this.#parts.conn.destination = address;
    this.#state = state;
    this.#address = address;
    this.#via = via;
    this.#error = undefined;
    this.#untried = false;
    this.#isClean = true;
    this.#hasRead = false;
    this.served = 0;
  }

  #leadsTo(origin: Origin): boolean {
    return sameAddress(this.#address, origin.address) && sameVia(this.#via, origin.via);
  }

  get #isSecure(): boolean {
    return this.#parts.conn.server?.tls !== undefined;
  }

  #prepare(origin: Origin): 'ready' | 'pending' {
    if (this.#isSecure !== origin.tls && (this.#isSecure || this.#untried)) return this.connect(origin);
    this.#tls = origin.tls;
    if (this.#isSecure === origin.tls) {
      this.#state = 'ready';
      return 'ready';
    }
    this.#state = 'securing';
    this.#parts.io.secure(SERVER, this.#tlsParams(origin.address.host));
    return 'pending';
  }

  #tlsParams(host: string): TlsParams {
    const sni = this.#serverName(host);
    return { protocol: 'tls', alpn: ['http/1.1'], verify: this.#parts.options.verify, ...(sni !== undefined && { sni }) };
  }

  /** An explicit client's own SNI names the proxy, not the origin. An IP literal is not a name to ask for (RFC 6066, 3). */
  #serverName(host: string): string | undefined {
    const { conn, route } = this.#parts;
    const name = route.serverName ?? (route.form === 'origin' ? clientTls(conn, route)?.sni : undefined) ?? host;
    return isIpLiteral(name) ? undefined : name;
  }
}
