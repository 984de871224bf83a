import { CLIENT, ProxyError, SERVER, type Headers } from '@weir/core';
import { basicCredentials } from '../tunnel/proxy-authentication.ts';
import { Authentication } from './authentication.ts';
import { Exchange } from './exchange.ts';
import { parseRequestHead, requestBody, type Body, type RequestHead } from './head.ts';
import { requestKeepsServer } from './keeps-server.ts';
import type { Http1Parts } from './options.ts';
import { Outlet } from './outlet.ts';
import { Http1Parser, type MessageEvents } from './parser.ts';
import { rewriteRequest, type OwnCredentials } from './rewrite.ts';
import { TargetFinder } from './target-finder.ts';
import type { Origin } from './target.ts';

/** The timer of a request head that has begun. */
export const HEAD_TIMER = 1;

/** Whom the requests are handed to. */
export interface RequestOwner {
  /** Takes the exchange. True: its head may go to the server at once; false: it has to wait, and so have all bytes after it. */
  submit(exchange: Exchange): boolean;
  /** Whether another request may be read now that `exchange`'s has ended. */
  mayFollow(exchange: Exchange): boolean;
  /** What came cannot be forwarded; `exchange` where its head was accepted. Nothing more will be read. */
  requestFault(error: ProxyError, exchange: Exchange | undefined): void;
}

/** The client's direction: reads requests, accepts their heads, sends them on. */
export class RequestSide implements MessageEvents<RequestHead> {
  readonly #parts: Http1Parts;
  readonly #owner: RequestOwner;
  readonly #parser: Http1Parser<RequestHead>;
  readonly #outlet: Outlet;
  readonly #targets: TargetFinder;
  /** Who sends them. */
  readonly authentication: Authentication;
  readonly #toOrigin: OwnCredentials | undefined;
  #current: Exchange | undefined;
  #rest: Buffer | undefined;
  #blocked = false;
  #held = false;
  #timing = false;
  #stopped = false;

  constructor(parts: Http1Parts, owner: RequestOwner) {
    this.#parts = parts;
    this.#owner = owner;
    this.#parser = new Http1Parser({ parse: parseRequestHead, events: this, limits: parts.limits, blankLines: true });
    this.#outlet = new Outlet(parts.io, SERVER);
    this.#targets = new TargetFinder(parts.conn, parts.route, parts.local);
    this.authentication = new Authentication(parts);
    const origin = parts.route.credentials && basicCredentials(parts.route.credentials);
    const takesAuthorization = origin !== undefined || this.authentication.takesAuthorization;
    if (takesAuthorization) this.#toOrigin = { origin, takesAuthorization };
  }

  /** Nothing more is read until `resume`: the client's bytes wait in its socket, those read already in `#rest`. */
  get blocked(): boolean {
    return this.#blocked && !this.#stopped;
  }

  /** The exchange whose request is being read. */
  get current(): Exchange | undefined {
    return this.#current;
  }

  /** A head has begun, is not whole, and may become so. */
  get inHead(): boolean {
    return this.#parser.inHead && !this.#stopped;
  }

  read(chunk: Buffer): void {
    if (this.#stopped) return;
    this.#outlet.begin(chunk);
    try {
      const at = this.#parser.feed(chunk, 0);
      if (this.#parser.inBody) this.#outlet.keep(at);
      if (at < chunk.length) this.#rest = Buffer.from(chunk.subarray(at));
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      this.stop();
      this.#owner.requestFault(error, this.#current);
    }
    this.#outlet.flush();
    this.#watchHead();
    if ((this.#blocked || this.#stopped) && !this.#held) {
      this.#held = true;
      this.#parts.io.hold(CLIENT);
    }
  }

  /** Goes on where it was blocked. */
  resume(): void {
    if (this.#stopped) return;
    const rest = this.#rest;
    this.#rest = undefined;
    this.#blocked = false;
    if (rest !== undefined) this.read(rest);
    if (this.#blocked || this.#stopped || !this.#held) return;
    this.#held = false;
    this.#parts.io.release(CLIENT);
  }

  /** Reads nothing more, for good. */
  stop(): void {
    this.#stopped = true;
    this.#rest = undefined;
  }

  /** The bytes after the last request, for who comes next. */
  takeRest(): Buffer | undefined {
    const rest = this.#rest;
    this.#rest = undefined;
    return rest;
  }

  /** HEAD_TIMER has fired. */
  headExpired(): void {
    this.#timing = false;
    if (!this.inHead) return;
    this.stop();
    this.#owner.requestFault(new ProxyError('limit-exceeded', 'The request head took too long to arrive.', { status: 408 }), undefined);
  }

  onHead(head: RequestHead, from: number, to: number): Body {
    const { conn, recorder, route } = this.#parts;
    this.#outlet.skip(from);
    this.#stopWatch();
    const target = this.#targets.find(head);
    const fixed = target.here ? undefined : route.rewriteAuthority;
    const host = head.form === 'authority' ? undefined : (fixed ?? target.replacesHost);
    this.authentication.look(head);
    const keeps = this.#parts.options.keepServers && !target.here && target.origin.via?.forward !== true && requestKeepsServer(head);
    const text = rewriteRequest(head, target.sent, host, this.#ownCredentials(target.origin), keeps) ?? head.text;
    const exchange = new Exchange(conn, recorder, { head, target, text, keepsServer: keeps });
    this.#current = exchange;
    exchange.record();
    this.#check(head.contentLength);
    if (!this.#owner.submit(exchange)) {
      this.#outlet.skip(to);
      this.#block();
    } else if (text === head.text && from >= 0) {
      this.#outlet.keep(to);
    } else {
      this.#outlet.skip(to);
      this.#outlet.put(Buffer.from(text, 'latin1'));
    }
    return requestBody(head);
  }

  onBody(content: Uint8Array): void {
    const exchange = this.#current;
    if (exchange !== undefined) this.#check(exchange.body(CLIENT, content));
  }

  onTrailers(headers: Headers): void {
    this.#current?.tap.trailers(CLIENT, headers);
  }

  onMessageEnd(at: number): void {
    const exchange = this.#current;
    this.#outlet.keep(at);
    this.#current = undefined;
    if (exchange === undefined) return;
    exchange.requestDone = true;
    if (exchange.responseDone) exchange.complete();
    if (!this.#blocked && !this.#owner.mayFollow(exchange)) this.#block();
  }

  /** A tunnel's proxy was told when it was asked for the tunnel. */
  #ownCredentials({ via }: Origin): OwnCredentials | undefined {
    if (via?.forward !== true || via.credentials === undefined) return this.#toOrigin;
    return { ...this.#toOrigin, proxy: basicCredentials(via.credentials) };
  }

  #check(size: number): void {
    const limit = this.#parts.options.bodySizeLimit;
    if (limit === undefined || size <= limit) return;
    throw new ProxyError('limit-exceeded', 'The request body is larger than body_size_limit allows.', { status: 413 });
  }

  #block(): void {
    this.#blocked = true;
    this.#parser.paused = true;
  }

  /** The clock runs while a head has begun and is not whole. */
  #watchHead(): void {
    const waits = this.inHead;
    if (waits && !this.#timing) {
      this.#timing = true;
      this.#parts.io.timer(HEAD_TIMER, this.#parts.limits.headMs);
    } else if (!waits) {
      this.#stopWatch();
    }
  }

  #stopWatch(): void {
    if (!this.#timing) return;
    this.#timing = false;
    this.#parts.io.cancelTimer(HEAD_TIMER);
  }
}
