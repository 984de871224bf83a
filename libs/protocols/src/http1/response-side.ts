import { CLIENT, ProxyError, SERVER, viaName, type Headers } from '@weir/core';
import { authenticationAdvice } from '../tunnel/proxy-authentication.ts';
import type { Exchange } from './exchange.ts';
import { Body, parseResponseHead, responseBody, type ResponseHead } from './head.ts';
import { answerKeepsServer } from './keeps-server.ts';
import type { Http1Parts } from './options.ts';
import { Outlet } from './outlet.ts';
import { Http1Parser, type MessageEvents } from './parser.ts';
import { rewriteResponse, upgradeProtocol } from './rewrite.ts';
import { hasFixedTarget } from './target-finder.ts';

/** Whom the answers are for. */
export interface ResponseOwner {
  /** The oldest exchange that waits for its answer or is in the middle of it. */
  readonly first: Exchange | undefined;
  /** Whether an answer that begins now is to be the client's last. */
  readonly endsWithThis: boolean;
  /** The leg was another client's, and no answer has begun since: what comes may not be for `first`. */
  readonly mayBeStale: boolean;
  /** The server has answered in full. */
  responseEnded(exchange: Exchange): void;
  /** The server breaks the protocol, or a limit. */
  responseFault(error: ProxyError): void;
  /** Bytes that nobody asked for (RFC 9112, 9.2: not a response). */
  unsolicited(): void;
  /** A 101 was forwarded; `rest` follows it. */
  switched(exchange: Exchange, rest: Buffer): void;
}

/** The server's direction: reads answers, matches them to their requests, sends them on. */
export class ResponseSide implements MessageEvents<ResponseHead> {
  readonly #parts: Http1Parts;
  readonly #owner: ResponseOwner;
  readonly #parser: Http1Parser<ResponseHead>;
  readonly #outlet: Outlet;
  readonly #altPort: number | undefined;
  /** The exchange whose final answer is being read. */
  #current: Exchange | undefined;
  #switching: Exchange | undefined;
  #unsolicited = false;

  constructor(parts: Http1Parts, owner: ResponseOwner) {
    this.#parts = parts;
    this.#owner = owner;
    this.#parser = new Http1Parser({ parse: parseResponseHead, events: this, limits: parts.limits, blankLines: false });
    this.#outlet = new Outlet(parts.io, CLIENT);
    // Elsewhere the client's idea of the server's ports is right, and our own port means nothing to it.
    this.#altPort = hasFixedTarget(parts.route) && !parts.options.keepAltSvc ? parts.conn.local.port : undefined;
  }

  /** Not a byte of the next answer has come. */
  get isFresh(): boolean {
    return !this.#parser.inBody && !this.#parser.inHead;
  }

  read(chunk: Buffer): void {
    this.#outlet.begin(chunk);
    let at = 0;
    try {
      at = this.#readOn(chunk);
      if (this.#parser.inBody) this.#outlet.keep(at);
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      this.#outlet.flush();
      this.#owner.responseFault(error.code === 'upstream-refused' ? error : new ProxyError(error.code, `The server's answer was refused: ${error.message}`, { cause: error }));
      return;
    }
    this.#outlet.flush();
    if (this.#unsolicited) this.#owner.unsolicited();
    else if (this.#switching !== undefined) this.#owner.switched(this.#switching, chunk.subarray(at));
  }

  /** The server has ended. False: in the middle of an answer. */
  finish(): boolean {
    return this.#parser.finish();
  }

  /** For a new leg. */
  reset(): void {
    this.#parser.reset();
    this.#current = undefined;
    this.#unsolicited = false;
  }

  onHead(head: ResponseHead, from: number, to: number): Body {
    const exchange = this.#owner.first;
    if (exchange === undefined) throw new ProxyError('internal', 'an answer was read that no request waits for');
    if (head.status === 101) return this.#switch(exchange, head, from, to);
    if (head.status < 200) return this.#interim(exchange, head, from, to);
    // RFC 9110, 15.5.9: it closes, and has not seen the request.
    if (head.status === 408 && this.#owner.mayBeStale) throw new ProxyError('protocol-violation', 'it says that no request came');
    if (head.status === 407) checkChallenge(head, exchange);
    const body = responseBody(head, exchange.method);
    if (body === Body.length) this.#check(head.contentLength);
    this.#current = exchange;
    exchange.responseBegun = true;
    exchange.persists = !exchange.last && !this.#owner.endsWithThis && !head.close && (head.minor === 1 || head.keepAlive) && body !== Body.untilEnd;
    exchange.serverPersists = answerKeepsServer(head, body);
    const close = this.#owner.endsWithThis || exchange.withheldClose;
    const text = rewriteResponse(head, { close, ...(this.#altPort !== undefined && { altPort: this.#altPort }) });
    this.#record(exchange, head);
    this.#forward(head, text, from, to);
    return body;
  }

  onBody(content: Uint8Array): void {
    if (this.#current !== undefined) this.#check(this.#current.body(SERVER, content));
  }

  onTrailers(headers: Headers): void {
    this.#current?.tap.trailers(SERVER, headers);
  }

  onMessageEnd(at: number): void {
    const exchange = this.#current;
    if (exchange === undefined) return;
    this.#outlet.keep(at);
    this.#current = undefined;
    exchange.responseDone = true;
    if (exchange.requestDone) exchange.complete();
    this.#owner.responseEnded(exchange);
    // What follows the last answer is none, whatever it looks like.
    if (!exchange.persists || this.#owner.first?.forwarded !== true) this.#parser.paused = true;
  }

  /** Bytes with no request waiting are not even parsed. */
  #readOn(chunk: Buffer): number {
    const at = this.isFresh && this.#owner.first?.forwarded !== true ? 0 : this.#parser.feed(chunk, 0);
    if (at < chunk.length && this.#switching === undefined) this.#unsolicited = true;
    return at;
  }

  /** Any number of them, and none is the answer (RFC 9110, 15.2); an HTTP/1.0 client knows none of them. */
  #interim(exchange: Exchange, head: ResponseHead, from: number, to: number): Body {
    exchange.interim = true;
    if (exchange.request?.head.minor === 0) this.#outlet.skip(to);
    else this.#forward(head, undefined, from, to);
    return Body.none;
  }

  /** RFC 9110, 7.8: only what was asked for, and only when the request has been read. */
  #switch(exchange: Exchange, head: ResponseHead, from: number, to: number): Body {
    const request = exchange.request?.head;
    if (!exchange.upgrade || !exchange.requestDone || request === undefined) {
      throw new ProxyError('protocol-violation', 'it switches protocols without being asked to');
    }
    if (!this.#parts.options.rawtcp && upgradeProtocol(request) !== 'websocket') {
      throw new ProxyError('protocol-violation', 'it switches to a protocol that rawtcp=false does not let pass');
    }
    this.#record(exchange, head);
    this.#forward(head, undefined, from, to);
    this.#switching = exchange;
    this.#parser.paused = true;
    return Body.none;
  }

  #record(exchange: Exchange, head: ResponseHead): void {
    const { status, reason, headers, minor } = head;
    exchange.tap.response({ status, reason, headers, httpVersion: minor === 1 ? 'HTTP/1.1' : 'HTTP/1.0' });
  }

  #forward(head: ResponseHead, rewritten: string | undefined, from: number, to: number): void {
    if (rewritten === undefined && from >= 0) {
      this.#outlet.keep(to);
      return;
    }
    this.#outlet.skip(to);
    this.#outlet.put(Buffer.from(rewritten ?? head.text, 'latin1'));
  }

  #check(size: number): void {
    const limit = this.#parts.options.bodySizeLimit;
    if (limit !== undefined && size > limit) throw new ProxyError('limit-exceeded', 'its body is larger than body_size_limit allows');
  }
}

/**
 * RFC 9110, 11.7.1: a proxy's challenge is for who chose that proxy. Of one that was given the request by us that is not the client, who could only
 * tell us what we do not pass on; and a client that uses no proxy takes no 407 at all. The same answer as to a CONNECT is the same error.
 */
function checkChallenge({ status, reason }: ResponseHead, exchange: Exchange): void {
  const via = exchange.request?.target.origin.via;
  if (via?.forward !== true) return;
  throw new ProxyError('upstream-refused', `Upstream proxy ${viaName(via)} refused the request: ${status} ${reason}.${authenticationAdvice(status, via)}`, { status, reason });
}
