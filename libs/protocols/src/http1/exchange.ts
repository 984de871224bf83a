import type { Connection, RequestHead as CoreRequestHead, ProxyError, Recorder, Side, Tap } from '@weir/core';
import { Body, requestBody, type RequestHead } from './head.ts';
import { asksForUpgrade } from './rewrite.ts';
import type { Target } from './target.ts';

/** A request that could be read, with where it goes and its head as it is forwarded. */
export interface AcceptedRequest {
  readonly head: RequestHead;
  readonly target: Target;
  readonly text: string;
  /** Nothing of it keeps its server leg from serving other clients. */
  readonly keepsServer: boolean;
}

/** One request and its answer, from the head's acceptance to the end of both, and the flow that is recorded of them. */
export class Exchange {
  /** Absent where the request could not be read: all that is left is to answer so. */
  readonly request: AcceptedRequest | undefined;
  /** The client asks to leave HTTP; nothing after it is read before it is answered. */
  readonly upgrade: boolean;
  readonly connect: boolean;
  /** The client wants no more after this (RFC 9112, 9.3). */
  readonly last: boolean;
  /** Safe, and its head is all of it: may be sent again (RFC 9110, 9.2.2). */
  readonly retryable: boolean;
  /** Part of it may have reached the server. */
  forwarded = false;
  requestDone = false;
  /** A 1xx of it was answered. */
  interim = false;
  /** The final head was accepted and goes to the client. */
  responseBegun = false;
  responseDone = false;
  /** The connection goes on after the answer. */
  persists = true;
  /** The server's does, too. */
  serverPersists = false;
  /** What is answered in the server's place, when its turn comes. */
  refusal: { readonly error: ProxyError; readonly status: number } | undefined;
  readonly #sizes: [number, number] = [0, 0];
  readonly #conn: Connection;
  readonly #recorder: Recorder;
  #tap: Tap | undefined;
  #over = false;

  constructor(conn: Connection, recorder: Recorder, request?: AcceptedRequest) {
    const head = request?.head;
    this.#conn = conn;
    this.#recorder = recorder;
    this.request = request;
    this.connect = head?.method === 'CONNECT';
    this.upgrade = head !== undefined && asksForUpgrade(head);
    this.last = head === undefined || head.close || (head.minor === 0 && !head.keepAlive);
    this.retryable = head !== undefined && !this.upgrade && isSafe(head.method) && requestBody(head) === Body.none;
  }

  get method(): string {
    return this.request?.head.method ?? '';
  }

  /** The client asked for the end of the connection, and the server was not told. */
  get withheldClose(): boolean {
    return this.request?.keepsServer === true && this.request.head.close;
  }

  /** It is over, and has left its server leg as if it had not been. */
  get leavesNothing(): boolean {
    return this.request?.keepsServer === true && this.requestDone && this.responseDone && this.serverPersists;
  }

  /** An answer of ours ends the connection: no more is wanted, content is on its way that nobody reads, or its client knows no other way (RFC 9112, 9.3). */
  get endsIfWeAnswer(): boolean {
    const head = this.request?.head;
    return this.last || head === undefined || head.minor === 0 || requestBody(head) !== Body.none;
  }

  /** The flow; made when it is first asked for: a CONNECT that succeeds is none, all others ask when their head is accepted. */
  get tap(): Tap {
    if (this.#tap === undefined) {
      this.#tap = this.#recorder.flow(this.request?.target.here === true ? withoutServer(this.#conn) : this.#conn, 'http');
      if (this.request !== undefined) this.#tap.request(requestFacts(this.request));
    }
    return this.#tap;
  }

  /** Begins the flow. */
  record(): void {
    if (!this.connect) void this.tap;
  }

  /** Content of one side; answers how much of it there was so far. */
  body(side: Side, content: Uint8Array): number {
    if (!this.#over) this.tap.body(side, content);
    return (this.#sizes[side] += content.length);
  }

  /** Ends the flow. Only the first of `complete` and `fail` counts. */
  complete(): void {
    if (this.#over) return;
    this.#over = true;
    this.tap.end();
  }

  fail(error: ProxyError): void {
    if (this.#over) return;
    this.#over = true;
    this.tap.fail(error);
  }
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** A leg that is there has no part in what is answered here. */
function withoutServer({ server: _server, ...rest }: Connection): Connection {
  return rest;
}

/** What others are told of a request. */
export function requestFacts({ head, target }: AcceptedRequest): CoreRequestHead {
  const { scheme, host, port, path, authority } = target;
  const httpVersion = head.minor === 1 ? 'HTTP/1.1' : 'HTTP/1.0';
  const { method, headers } = head;
  if (authority === undefined) return { method, scheme, host, port, path, httpVersion, headers };
  return { method, authority, scheme, host, port, path, httpVersion, headers };
}
