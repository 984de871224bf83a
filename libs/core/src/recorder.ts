import type { FlowType, MessageKind } from '@weir/flow';
import type { Connection } from './connection.ts';
import type { ProxyError } from './error.ts';
import type { Side } from './side.ts';

/** Names and values in turn, in the order and case of the wire; each character is one octet (latin1). */
export type Headers = readonly string[];

export interface RequestHead {
  readonly method: string;
  /** As the client sent it: authority-form, or the Host header; may be absent. */
  readonly authority?: string;
  readonly scheme: 'http' | 'https';
  /** The target in reverse mode, the authority in explicit modes, Host or SNI in transparent ones; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query, beginning with `/`, or `*`; the authority for a CONNECT. */
  readonly path: string;
  readonly httpVersion: string;
  /** As forwarded, credentials for the proxy removed. */
  readonly headers: Headers;
}

export interface ResponseHead {
  readonly status: number;
  /** Empty for HTTP/2 and /3. */
  readonly reason: string;
  readonly httpVersion: string;
  readonly headers: Headers;
}

/** Where handlers state facts. Implemented by capture. Copies what it keeps before it returns; never throws, never waits. */
export interface Recorder {
  flow(conn: Connection, type: FlowType): Tap;
}

/** One flow. Exactly one `end` or `fail` is its last call; calls after that do nothing. */
export interface Tap {
  request(head: RequestHead): void;
  /** The final response head (1xx are not recorded; 101 is final). */
  response(head: ResponseHead): void;
  /** Body bytes without transfer coding, CLIENT the request's, SERVER the response's. */
  body(side: Side, bytes: Uint8Array): void;
  message(side: Side, kind: MessageKind, bytes: Uint8Array): void;
  trailers(side: Side, headers: Headers): void;
  end(): void;
  fail(error: ProxyError): void;
}
