import { CLIENT, ProxyError, SERVER, type Answer, type Handler, type Side } from '@weir/core';
import { ConnectTunnel } from './connect-tunnel.ts';
import { errorPage } from './error-page.ts';
import { Exchange, type AcceptedRequest } from './exchange.ts';
import { localResponse } from './local-response.ts';
import type { Http1Parts } from './options.ts';
import { OwnAnswers } from './own-answers.ts';
import { HEAD_TIMER, RequestSide, type RequestOwner } from './request-side.ts';
import { ResponseSide, type ResponseOwner } from './response-side.ts';
import type { Target } from './target.ts';
import { Upstream } from './upstream.ts';

const DRAIN_TIMER = 2;
/** A client may have sent its next request before it can know of a drain: so long it is still taken, and its answer says close (RFC 9112, 9.6). */
export const lastRequestMs = 250;

/**
 * Relays HTTP/1 between a client and one server connection at a time: forwards the peers' own bytes and follows both directions with strict
 * parsers. README.md beside this file has the states.
 */
export class Http1Handler implements Handler, RequestOwner, ResponseOwner {
  readonly #parts: Http1Parts;
  readonly #requests: RequestSide;
  readonly #responses: ResponseSide;
  readonly #upstream: Upstream;
  readonly #tunnel: ConnectTunnel;
  readonly #own: OwnAnswers;
  /** Forwarded and not answered in full, oldest first; last, perhaps, one that is refused and waits for its turn. */
  readonly #queue: Exchange[] = [];
  /** Accepted, and waiting: for its server, or for the answers to those before it. */
  #next: Exchange | undefined;
  /** The queue is to be sent again to a new leg. */
  #resending = false;
  #draining = false;
  /** No last request is waited for any more. */
  #drained = false;
  #clientEnded = false;
  /** The last answer has passed. */
  #finished = false;
  /** Closed, or handed on: nothing is ours any more. */
  #over = false;

  constructor(parts: Http1Parts) {
    this.#parts = parts;
    this.#requests = new RequestSide(parts, this);
    this.#responses = new ResponseSide(parts, this);
    this.#upstream = new Upstream(parts, () => this.#responses.reset());
    this.#tunnel = new ConnectTunnel(parts, this.#upstream);
    this.#own = new OwnAnswers(parts.limits.pipelined);
  }

  onStart(): void {
    this.#upstream.adopt();
  }

  onData(side: Side, bytes: Uint8Array): void {
    if (this.#over) return;
    const chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (side === CLIENT) this.#requests.read(chunk);
    else if (this.#upstream.present) this.#responses.read(chunk);
    this.#settle();
  }

  onEnd(side: Side): void {
    if (this.#over) return;
    if (side === CLIENT) this.#clientEnds();
    else this.#serverEnds();
    this.#settle();
  }

  onReset(side: Side, error: ProxyError): void {
    if (this.#over) return;
    if (side === CLIENT) {
      this.#failHead(error);
      this.#abort(error);
    } else {
      this.#serverLost(error);
    }
    this.#settle();
  }

  onOpen(error?: ProxyError): void {
    if (this.#over) return;
    this.#upstream.opened(error);
    this.#settle();
  }

  onSecure(_side: Side, error?: ProxyError): void {
    if (this.#over) return;
    this.#upstream.secured(error);
    this.#settle();
  }

  onAnswer(id: number, answer: Answer | ProxyError): void {
    if (this.#over) return;
    this.#requests.authentication.answered(id, answer);
    this.#settle();
  }

  onTimer(id: number): void {
    if (this.#over) return;
    if (id === HEAD_TIMER) this.#requests.headExpired();
    else this.#drained = true;
    this.#settle();
  }

  onDrain(): void {
    if (this.#over) return;
    this.#draining = true;
    this.#parts.io.timer(DRAIN_TIMER, lastRequestMs);
    this.#settle();
  }

  onClose(error?: ProxyError): void {
    if (!this.#over && error !== undefined) this.#failHead(error);
    this.#over = true;
    this.#failAll(error, 'The connection was closed before the exchange was complete.');
  }

  // What the requests tell.

  submit(exchange: Exchange): boolean {
    const { request } = exchange;
    const waits = exchange.connect || this.#next !== undefined || this.#requests.authentication.verdict !== undefined;
    if (waits || request === undefined || request.target.here || !this.#upstream.takes(request.target.origin, exchange.retryable)) {
      this.#next = exchange;
      return false;
    }
    exchange.forwarded = true;
    this.#queue.push(exchange);
    return true;
  }

  mayFollow(exchange: Exchange): boolean {
    const isLast = exchange.upgrade || exchange.last || exchange.refusal !== undefined || this.#draining || this.#finished;
    return !isLast && this.#queue.length < this.#parts.limits.pipelined;
  }

  requestFault(error: ProxyError, exchange: Exchange | undefined): void {
    const tooMuch = error.code === 'limit-exceeded' && exchange?.forwarded === true;
    if (tooMuch || exchange?.responseBegun === true) {
      exchange?.fail(error);
      this.#abort(error);
    } else this.#refuse(exchange ?? new Exchange(this.#parts.conn, this.#parts.recorder), error, error.status ?? 400);
  }

  // What the responses tell.

  get first(): Exchange | undefined {
    return this.#queue[0];
  }

  get endsWithThis(): boolean {
    return this.#draining && this.#queue.length === 1 && this.#next === undefined;
  }

  responseEnded(exchange: Exchange): void {
    this.#queue.shift();
    this.#upstream.answered(exchange);
    if (!exchange.persists) this.#finished = true;
  }

  get mayBeStale(): boolean {
    return this.#upstream.isUntried && this.#queue[0]?.responseBegun !== true;
  }

  responseFault(error: ProxyError): void {
    if (error.code !== 'protocol-violation' || !this.mayBeStale) return this.#serverFault(error);
    this.#parts.io.reset(SERVER);
    this.#serverLost(error);
  }

  unsolicited(): void {
    this.#parts.io.reset(SERVER);
    this.#upstream.lost();
  }

  switched(exchange: Exchange, rest: Buffer): void {
    const { io, options } = this.#parts;
    const client = this.#requests.takeRest();
    exchange.complete();
    this.#over = true;
    io.become(options.upgraded(this.#parts), { server: rest, ...(client !== undefined && { client }) });
  }

  // The states. Every input ends here: what has become possible is done.

  #settle(): void {
    if (this.#over) return;
    const first = this.#queue[0];
    if (this.#finished) this.#finish();
    else if (first?.refusal !== undefined) this.#answer(first, first.refusal);
    else if (this.#resending) this.#resend();
    else if (first === undefined && this.#next !== undefined) this.#advance(this.#next);
    else if (first === undefined && this.#isIdle) this.#close();
    if (this.#over || !this.#requests.blocked || !this.#mayResume) return;
    this.#requests.resume();
    this.#settle();
  }

  /** Nothing is open, and nothing more may or can begin. */
  get #isIdle(): boolean {
    if (this.#requests.current !== undefined) return false;
    // A head that has begun may still become a request; its answer then says that it is the last.
    return this.#clientEnded || (this.#drained && !this.#requests.inHead);
  }

  get #mayResume(): boolean {
    if (this.#next !== undefined || this.#resending) return false;
    if (this.#requests.current !== undefined) return true;
    const newest = this.#queue.at(-1);
    return newest === undefined ? !this.#draining : this.mayFollow(newest);
  }

  /** Brings the waiting request to its server, when all before it are answered. */
  #advance(exchange: Exchange): void {
    const { connect, request } = exchange;
    if (request === undefined) return;
    const { verdict } = this.#requests.authentication;
    if (verdict !== undefined) {
      if (verdict !== 'pending') this.#turnAway(exchange, verdict);
      return;
    }
    if (connect || request.target.here) {
      if (connect) this.#connect(exchange, request.target);
      else this.#answerHere(exchange, request);
      return;
    }
    const ready = this.#upstream.ensure(request.target.origin, exchange.retryable);
    if (ready === 'pending') return;
    if (ready instanceof ProxyError) {
      this.#refuse(exchange, ready, 502);
      this.#settle();
      return;
    }
    this.#next = undefined;
    exchange.forwarded = true;
    this.#queue.push(exchange);
    this.#parts.io.send(SERVER, Buffer.from(request.text, 'latin1'));
  }

  /** Says so in the server's place. A client that has nothing more on its way may try again on this connection. */
  #turnAway(exchange: Exchange, error: ProxyError): void {
    const close = this.#own.isLast(exchange) || this.#draining;
    this.#next = undefined;
    exchange.fail(error);
    this.#parts.io.send(CLIENT, errorPage({ status: error.status ?? 502, message: error.message, close, headOnly: exchange.method === 'HEAD' }));
    if (close) this.#close(error);
  }

  #answerHere(exchange: Exchange, request: AcceptedRequest): void {
    const { io, local } = this.#parts;
    if (local === undefined) return;
    const close = this.#own.isLast(exchange) || this.#draining;
    this.#next = undefined;
    io.send(CLIENT, localResponse(exchange, request, local, close));
    if (close) this.#close();
  }

  #connect(exchange: Exchange, target: Target): void {
    if (this.#parts.route.form !== 'absolute') {
      this.#refuse(exchange, new ProxyError('protocol-violation', 'A CONNECT request came where no explicit proxy listens.'), 400);
      this.#settle();
      return;
    }
    const error = this.#tunnel.reach(target);
    if (error === 'pending') return;
    this.#next = undefined;
    if (error === undefined) {
      this.#over = true;
      this.#tunnel.establish(target.origin, this.#requests.takeRest());
      return;
    }
    exchange.fail(error);
    const close = exchange.last || this.#draining;
    this.#tunnel.refuse(target.origin, error, close);
    if (close) this.#close();
  }

  #resend(): void {
    const origin = this.#queue[0]?.request?.target.origin;
    const ready = origin === undefined ? 'pending' : this.#upstream.ensure(origin, false);
    if (ready === 'pending') return;
    this.#resending = false;
    if (ready instanceof ProxyError) this.#serverFault(ready);
    else this.#parts.io.send(SERVER, Buffer.from(this.#queue.map((exchange) => exchange.request?.text ?? '').join(''), 'latin1'));
    this.#settle();
  }

  // How things end.

  #clientEnds(): void {
    this.#clientEnded = true;
    if (this.#requests.current === undefined) this.#failHead(closedEarly('The client ended in the middle of a request head.'));
    else this.#abort(closedEarly('The client ended in the middle of its request.'));
  }

  /** A head that has begun and will not be whole is a flow too. */
  #failHead(error: ProxyError): void {
    if (!this.#requests.inHead) return;
    this.#requests.stop();
    new Exchange(this.#parts.conn, this.#parts.recorder).fail(error);
  }

  #serverEnds(): void {
    if (!this.#responses.isFresh && this.#responses.finish()) return;
    this.#serverLost(closedEarly('The server closed the connection before it had answered.'));
    // Its idle end is answered with ours; the client does not notice.
    if (!this.#over && !this.#resending && this.#queue.length === 0) this.#parts.io.end(SERVER);
  }

  #serverLost(error: ProxyError): void {
    const served = this.#upstream.served;
    const uploading = this.#requests.current;
    this.#upstream.lost(error);
    if (uploading?.responseDone === true) {
      this.#finished = true;
    } else if (this.#queue.length > 0 && this.#mayRetry(served)) {
      this.#resending = true;
    } else if (this.#queue.length > 0) {
      this.#serverFault(error);
    }
  }

  /**
   * A kept connection may have been closed while the requests were on their way (RFC 9110, 9.2.2; RFC 9112, 9.3.1). One that was another client's may
   * have begun to say something then.
   */
  #mayRetry(served: number): boolean {
    return this.#parts.options.retry && served > 0 && (this.#responses.isFresh || this.mayBeStale)
      && this.#queue.every((exchange) => exchange.retryable && !exchange.interim && exchange.refusal === undefined);
  }

  /** 502 while nothing of an answer has passed; after that the client must not take what it has for a whole. */
  #serverFault(error: ProxyError): void {
    const first = this.#queue[0];
    if (first === undefined || first.responseBegun) this.#abort(error);
    else this.#refuse(first, error, 502);
  }

  /** Will be answered by us when its turn comes, and the connection ends with that. */
  #refuse(exchange: Exchange, error: ProxyError, status: number): void {
    this.#requests.stop();
    if (exchange === this.#next) this.#next = undefined;
    if (!this.#queue.includes(exchange)) this.#queue.push(exchange);
    exchange.refusal = { error, status };
    exchange.fail(error);
  }

  #answer(exchange: Exchange, { error, status }: { readonly error: ProxyError; readonly status: number }): void {
    const { io } = this.#parts;
    // Never an orderly end in the middle of a request.
    if (exchange.forwarded) io.reset(SERVER);
    io.send(CLIENT, errorPage({ status, message: error.message, close: true, headOnly: exchange.method === 'HEAD' }));
    this.#close(error);
  }

  /** The last answer has passed; of its request the server wanted no more. */
  #finish(): void {
    this.#requests.current?.complete();
    this.#close();
  }

  /** With an error where the client was told of it, so that the log tells it too. */
  #close(error?: ProxyError): void {
    this.#over = true;
    if (!this.#failAll(undefined, 'The connection ended with an earlier answer.')) this.#upstream.stop();
    this.#parts.io.close(error);
  }

  #abort(error: ProxyError): void {
    const { io } = this.#parts;
    this.#over = true;
    this.#failAll(error);
    io.reset(CLIENT);
    io.reset(SERVER);
    io.close(error);
  }

  /** False where nothing is open: others may have the server. Without an error it is `closed-early`, said as `otherwise`: made where there is somebody to tell it of. */
  #failAll(error: ProxyError | undefined, otherwise = ''): boolean {
    const { current } = this.#requests;
    if (this.#queue.length === 0 && current === undefined && this.#next === undefined) {
      this.#upstream.park();
      return false;
    }
    const why = error ?? new ProxyError('closed-early', otherwise);
    for (const exchange of this.#queue) exchange.fail(why);
    current?.fail(why);
    this.#next?.fail(why);
    this.#queue.length = 0;
    this.#next = undefined;
    return true;
  }
}

function closedEarly(message: string): ProxyError {
  return new ProxyError('closed-early', message);
}
