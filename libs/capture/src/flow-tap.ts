import {
  CLIENT, SERVER, viaName, type Connection, type Headers, type Leg, type ProxyError, type RequestHead, type ResponseHead, type Side, type Tap, type TlsFacts,
} from '@weir/core';
import type { FlowRecord, FlowState, FlowType, MessageKind, PeerRecord, RequestRecord, ResponseRecord } from '@weir/flow';
import type { Batcher } from './batcher.ts';
import { BodyCapture, bodyRecord, declaredLength } from './body-capture.ts';
import type { Caps } from './caps.ts';
import type { Memory } from './memory.ts';
import { MessageCapture } from './message-capture.ts';
import type { PartMemory } from './part-memory.ts';
import type { Redactor } from './redactor.ts';
import type { Listed, TapList } from './tap-list.ts';
import { microseconds, type Clock } from './time.ts';

/** What the taps of one recorder share. */
export interface TapHost {
  readonly clock: Clock;
  readonly caps: Caps;
  readonly memory: Memory;
  readonly batcher: Batcher;
  /** As long as `caps.chunkBytes`; its content lasts for one call. */
  readonly scratch: Uint8Array;
  /** In pieces of `caps.chunkBytes`. */
  readonly parts: PartMemory;
  readonly redact: Redactor | undefined;
  /** The tap has ended; its `write` is still to be called. */
  ended(tap: FlowTap): void;
  /** A bug of capture: counted, and kept from the handler. */
  fault(error: unknown): void;
  /** The same, and a record could not be made because of it. */
  lostToFault(error: unknown): void;
}

/** Counted for each open flow, besides what it keeps. */
const tapBytes = 512;
/** Counted for each string of a head, besides its length. */
const stringBytes = 16;
/** A piece of a long body from here on is sent from where it is; shorter ones are collected. */
const directBytes = 8 * 1024;
const noHeaders: Headers = [];

/** One flow, from its beginning to its one end. No method throws; after the end all do nothing. */
export class FlowTap implements Tap, Listed<FlowTap> {
  list: TapList<FlowTap> | undefined;
  before: FlowTap | undefined;
  after: FlowTap | undefined;
  /** Of the last record that was published; 0: none. */
  revision = 0;
  readonly startedAtUs: number;
  readonly #host: TapHost;
  readonly #conn: Connection;
  readonly #type: FlowType;
  readonly #id: Uint8Array;
  #isOver = false;
  /** As it was at its end. */
  #state: FlowState = 'open';
  #error: ProxyError | undefined;
  #endedAtUs = 0;
  #clientTls: TlsFacts | undefined;
  #serverTls: TlsFacts | undefined;
  /** There was no room for it: it will be counted, not published. */
  #isDropped = false;
  /** What `memory.open` holds for it. */
  #charged = 0;
  #request: RequestHead | undefined;
  #response: ResponseHead | undefined;
  #respondedAtUs = 0;
  #requestTrailers: Headers = noHeaders;
  #responseTrailers: Headers = noHeaders;
  #requestBody: BodyCapture | undefined;
  #responseBody: BodyCapture | undefined;
  /** The server's leg as it was when the answer came: an explicit client's next request may go elsewhere. */
  #server: Leg | undefined;
  #messages: MessageCapture | undefined;

  constructor(host: TapHost, conn: Connection, type: FlowType, id: Uint8Array, startedAtUs: number) {
    this.#host = host;
    this.#conn = conn;
    this.#type = type;
    this.#id = id;
    this.startedAtUs = startedAtUs;
    this.#charge(tapBytes);
  }

  request(head: RequestHead): void {
    if (this.#isOver || this.#request !== undefined) return;
    try {
      if (!this.#fits(head.path.length + headerBytes(head.headers))) return;
      this.#request = head;
    } catch (error) {
      this.#host.fault(error);
    }
  }

  response(head: ResponseHead): void {
    if (this.#isOver || this.#response !== undefined) return;
    try {
      this.#server = this.#conn.server;
      this.#respondedAtUs = microseconds(this.#host.clock);
      if (!this.#fits(headerBytes(head.headers))) return;
      this.#response = head;
      if (this.revision > 0) this.publishOpen();
    } catch (error) {
      this.#host.fault(error);
    }
  }

  body(side: Side, bytes: Uint8Array): void {
    if (this.#isOver) return;
    try {
      const body = side === CLIENT ? (this.#requestBody ??= this.#beginBody(side, bytes)) : (this.#responseBody ??= this.#beginBody(side, bytes));
      body.size += bytes.length;
      if (body.isOpen) this.#keep(body, side, bytes);
    } catch (error) {
      this.#host.fault(error);
    }
  }

  message(side: Side, kind: MessageKind, bytes: Uint8Array): void {
    if (this.#isOver) return;
    try {
      this.#messages ??= new MessageCapture(this.#host, this.#id, this.#type);
      this.#messages.message(side, kind, bytes, !this.#isDropped);
    } catch (error) {
      this.#host.lostToFault(error);
    }
  }

  trailers(side: Side, headers: Headers): void {
    if (this.#isOver) return;
    try {
      if (!this.#fits(headerBytes(headers))) return;
      if (side === CLIENT) this.#requestTrailers = headers;
      else this.#responseTrailers = headers;
    } catch (error) {
      this.#host.fault(error);
    }
  }

  end(): void {
    this.#finish('complete', undefined);
  }

  fail(error: ProxyError): void {
    this.#finish('error', error);
  }

  /** Publishes the flow as it is now; it stays open. What it holds of its bodies goes out in chunks: it may stay so for long. */
  publishOpen(): void {
    if (this.#isOver || this.#isDropped) return;
    try {
      if (this.#requestBody !== undefined) this.#sendHeld(this.#requestBody, CLIENT);
      if (this.#responseBody !== undefined) this.#sendHeld(this.#responseBody, SERVER);
      this.#publish();
    } catch (fault) {
      this.#host.lostToFault(fault);
    }
  }

  #beginBody(side: Side, bytes: Uint8Array): BodyCapture {
    const body = new BodyCapture();
    body.isLong = bytes.length >= directBytes && declaredLength(this.#headersOf(side)) > this.#host.caps.chunkBytes;
    body.isHeld = this.#host.redact?.holds(this.#headersOf(side), bytes) ?? false;
    return body;
  }

  #headersOf(side: Side): Headers {
    return (side === CLIENT ? this.#request?.headers : this.#response?.headers) ?? noHeaders;
  }

  #keep(body: BodyCapture, side: Side, bytes: Uint8Array): void {
    const { caps, memory } = this.#host;
    if (body.isHeld) return this.#keepWhole(body, bytes);
    const room = caps.bodyBytes - body.captured;
    let rest = bytes;
    if (bytes.length > room) {
      rest = bytes.subarray(0, room);
      body.isOpen = false;
    }
    if (rest.length === 0) return;
    if (this.#isDropped || memory.isTight) {
      // What is kept is a prefix: after a gap nothing more is.
      body.isOpen = false;
      body.isShed = true;
      return;
    }
    if (body.held + rest.length > caps.chunkBytes && body.held > 0) this.#drain(body, side);
    if (rest.length > caps.chunkBytes || ((body.chunks > 0 || body.isLong) && rest.length >= directBytes && body.held === 0)) {
      this.#send(body, side, rest);
      body.captured += rest.length;
    } else {
      const before = body.memory;
      body.keep(rest, this.#host.parts);
      this.#charge(body.memory - before);
    }
  }

  /** Of a body that is to be redacted, all or nothing is kept. */
  #keepWhole(body: BodyCapture, bytes: Uint8Array): void {
    const { caps, memory } = this.#host;
    body.isShed = this.#isDropped || memory.isTight;
    const before = body.memory;
    if (body.isShed || body.held + bytes.length > Math.min(caps.bodyBytes, caps.redactBytes)) body.drop();
    else body.keepWhole(bytes);
    this.#charge(body.memory - before);
  }

  #sendHeld(body: BodyCapture, side: Side): void {
    if (body.held > 0 && !body.isHeld) this.#drain(body, side);
  }

  /** What was held is published now, redacted, or dropped and counted. */
  #redactBody(body: BodyCapture, side: Side): void {
    const { caps, batcher, redact } = this.#host;
    const parts = body.isOpen ? redact!.body(side, this.#headersOf(side), body.parts) : undefined;
    body.isHeld = false;
    if (parts === undefined) {
      body.drop();
      const bytes = Math.min(body.size, caps.bodyBytes);
      if (bytes > 0) batcher.dropBytes(body.isShed ? 'memory-limit' : 'redacted-unreadable', bytes);
      return;
    }
    // It is whole, however long what stands in its place.
    let length = 0;
    for (const part of parts) length += part.length;
    body.parts = length > caps.chunkBytes ? [] : (parts as Uint8Array[]);
    if (length > caps.chunkBytes) for (const part of parts) this.#send(body, side, part);
  }

  #endBody(body: BodyCapture, side: Side): void {
    if (body.isHeld) return this.#redactBody(body, side);
    if (body.chunks > 0 && body.held > 0) this.#drain(body, side);
    if (body.isShed) this.#host.batcher.dropBytes('memory-limit', Math.min(body.size, this.#host.caps.bodyBytes) - body.captured);
  }

  #drain(body: BodyCapture, side: Side): void {
    this.#charge(-body.memory);
    this.#send(body, side, body.drain(this.#host.scratch));
    body.letGo(this.#host.parts);
  }

  /** In chunks of at most `chunkBytes`, encoded before this returns. */
  #send(body: BodyCapture, side: Side, bytes: Uint8Array): void {
    const { caps, batcher } = this.#host;
    for (let at = 0; at < bytes.length; at += caps.chunkBytes) {
      const data = bytes.length <= caps.chunkBytes ? bytes : bytes.subarray(at, at + caps.chunkBytes);
      batcher.chunk({ flow: this.#id, kind: 'body', side, seq: body.chunks++, data, atUs: 0, messageKind: undefined, size: 0 });
    }
  }

  /** Takes down what may be another's soon: the next exchange on this connection begins before this one is written. */
  #finish(state: FlowState, error: ProxyError | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#state = state;
    this.#error = error;
    try {
      const { client, server } = this.#conn;
      this.#server ??= server;
      this.#clientTls = client.tls;
      this.#serverTls = this.#server?.tls;
      this.#endedAtUs = microseconds(this.#host.clock);
    } catch (fault) {
      this.#host.fault(fault);
    }
    this.#host.ended(this);
  }

  /** Bytes that it holds. */
  get held(): number {
    return this.#charged;
  }

  /** Encodes the flow as it was at its end, and holds nothing any more. Called once. */
  write(): void {
    const host = this.#host;
    try {
      if (this.#isDropped || host.memory.isFull(0)) {
        host.batcher.drop('memory-limit', this.#charged);
      } else {
        if (this.#requestBody !== undefined) this.#endBody(this.#requestBody, CLIENT);
        if (this.#responseBody !== undefined) this.#endBody(this.#responseBody, SERVER);
        this.#publish();
      }
    } catch (fault) {
      host.lostToFault(fault);
    }
    host.memory.open -= this.#charged;
    this.#charged = 0;
    this.#requestBody?.letGo(host.parts);
    this.#responseBody?.letGo(host.parts);
    this.#requestBody = undefined;
    this.#responseBody = undefined;
  }

  /** What cannot be made, or not redacted, does not go out: it throws. */
  #publish(): void {
    const record = this.#record();
    this.#host.redact?.record(record);
    this.#host.batcher.flow(record);
  }

  #record(): FlowRecord {
    const conn = this.#conn;
    const server = this.#server ?? conn.server;
    const request = this.#request;
    const response = this.#response;
    const error = this.#error;
    const messages = this.#messages;
    const carriesMessages = messages !== undefined || this.#type === 'tcp' || this.#type === 'udp';
    return {
      id: this.#id,
      type: this.#type,
      state: this.#state,
      revision: ++this.revision,
      mode: conn.mode,
      startedAtUs: this.startedAtUs,
      endedAtUs: this.#endedAtUs,
      client: peer(conn.client, this.#isOver ? this.#clientTls : conn.client.tls),
      server: server === undefined ? undefined : peer(server, this.#isOver ? this.#serverTls : server.tls),
      request: request === undefined ? undefined : this.#requestRecord(request),
      response: response === undefined ? undefined : this.#responseRecord(response),
      messages: carriesMessages ? { count: messages?.count ?? 0, bytes: messages?.bytes ?? 0 } : undefined,
      error: error === undefined ? undefined : { code: error.code, message: error.message },
    };
  }

  #requestRecord(head: RequestHead): RequestRecord {
    return {
      method: head.method,
      scheme: head.scheme,
      host: head.host,
      port: head.port,
      path: head.path,
      authority: head.authority,
      httpVersion: head.httpVersion,
      headers: head.headers,
      trailers: this.#requestTrailers,
      body: bodyRecord(this.#requestBody),
    };
  }

  #responseRecord(head: ResponseHead): ResponseRecord {
    return {
      status: head.status,
      reason: head.reason,
      httpVersion: head.httpVersion,
      headers: head.headers,
      trailers: this.#responseTrailers,
      body: bodyRecord(this.#responseBody),
      startedAtUs: this.#respondedAtUs,
    };
  }

  /** Charges `bytes`, or, where there is no room for them, lets go of all that the flow holds: it will be counted as lost. */
  #fits(bytes: number): boolean {
    if (this.#isDropped) return false;
    if (!this.#host.memory.isFull(bytes)) {
      this.#charge(bytes);
      return true;
    }
    this.#isDropped = true;
    this.#charge(tapBytes - this.#charged);
    this.#request = undefined;
    this.#response = undefined;
    this.#requestTrailers = noHeaders;
    this.#responseTrailers = noHeaders;
    this.#requestBody = undefined;
    this.#responseBody = undefined;
    return false;
  }

  #charge(bytes: number): void {
    this.#charged += bytes;
    this.#host.memory.open += bytes;
  }
}

function headerBytes(headers: Headers): number {
  let bytes = headers.length * stringBytes;
  for (let i = 0; i < headers.length; i++) bytes += headers[i]!.length;
  return bytes;
}

function peer(leg: Leg, tls: TlsFacts | undefined): PeerRecord {
  return { address: leg.address.host, port: leg.address.port, ip: leg.ip, via: leg.via && viaName(leg.via), tls };
}
