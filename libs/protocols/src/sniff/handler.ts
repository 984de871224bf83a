import { CLIENT, SERVER, ProxyError, type Address, type Handler, type Heads, type Side, type Via } from '@weir/core';
import { IgnoreGate } from '../hosts/ignore-gate.ts';
import { rawWhereAsked } from '../hosts/raw-where-asked.ts';
import type { HandlerParts } from '../parts.ts';
import { recordFailure } from '../record-failure.ts';
import { upgraded } from '../starttls/upgraded.ts';
import { TcpRelay } from '../tcp/handler.ts';
import { http1Protocols } from '../tls/alpn.ts';
import { GrowingBytes } from '../tls/growing-bytes.ts';
import { TlsHandler } from '../tls/handler.ts';
import { serverTlsParams } from '../tls/server-tls.ts';
import { firstBytes, type Finding, type FirstBytesRules } from './first-bytes.ts';
import { wayAhead } from './way-ahead.ts';

const UNDECIDED_TIMER = 1;
const SILENT_TIMER = 2;
const HOST_TIMER = 3;

/** How long the rest of bytes that could be a request line is waited for, before they are taken for a protocol that waits for an answer. */
export const undecidedMs = 1000;

/** How long the client is waited for where its first bytes decide how the server is reached. After that it may be the server that speaks first. */
export const silentMs = 1000;

/** Makes the HTTP handler: the one neighbour that is not always there. */
export type MakeHttp = (parts: HandlerParts) => Handler;

/**
 * Looks at a client's first bytes and hands on to the handler they are for. Meanwhile it opens a known destination, so that a server
 * which speaks first is heard. Keeps no more bytes than it takes to tell.
 */
export class Sniffer implements Handler {
  readonly #parts: HandlerParts;
  readonly #makeHttp: MakeHttp;
  readonly #rules: FirstBytesRules;
  readonly #insideTls: boolean;
  /** There where a rule could pass this connection through. */
  readonly #gate: IgnoreGate | undefined;
  readonly #bytes = new GrowingBytes(Number.MAX_SAFE_INTEGER);
  /** The server was opened because the client was silent: whatever it will say may take another way. */
  #openedInSilence = false;
  /** For so many milliseconds a Host is waited for. */
  #awaited = 0;
  #over = false;

  /** `insideTls`: these are the decrypted bytes of a TLS connection that has just been ended here. */
  constructor(parts: HandlerParts, makeHttp: MakeHttp, insideTls = false) {
    this.#parts = rawWhereAsked(parts);
    this.#makeHttp = makeHttp;
    this.#insideTls = insideTls;
    this.#rules = { stack: stackOf(this.#parts, insideTls), tls: !insideTls, rawTcp: parts.options.rawTcp };
    this.#gate = IgnoreGate.of(parts);
  }

  onStart(): void {
    const { conn, io, options } = this.#parts;
    if (this.#gate?.byAddress === true) return this.#pass();
    if (conn.server === undefined && options.connectionStrategy === 'eager') this.#openAhead();
    if (this.#rules.stack !== 'detect' && !this.#rules.tls && this.#gate === undefined) this.#become(this.#rules.stack);
    else if (conn.server !== undefined && conn.server.parked !== true && !this.#serverMaySpeakFirst()) io.hold(SERVER);
  }

  onData(side: Side, bytes: Uint8Array): void {
    if (side === SERVER) return this.#settle('tcp', true, bytes);
    this.#bytes.append(bytes);
    this.#decide(false);
  }

  onEnd(side: Side): void {
    if (side === SERVER) this.#settle('tcp', true);
    else if (this.#bytes.length > 0 || this.#rules.stack === 'tcp') this.#decide(true);
    else this.#closeQuietly();
  }

  onReset(side: Side, error: ProxyError): void {
    if (side === CLIENT) this.#abandon(error);
    // A raw relay passes it on; for a request to come another leg is opened.
    else if (this.#rules.stack === 'tcp') this.#settle('tcp', true);
    else delete this.#parts.conn.server;
  }

  onOpen(error?: ProxyError): void {
    if (error !== undefined) this.#onOpenFailed(error);
    if (this.#over || this.#gate === undefined) return;
    this.#parts.io.release(CLIENT);
    if (this.#gate.byAddress) this.#pass();
    else if (this.#bytes.length > 0) this.#decide(false);
  }

  onTimer(id: number): void {
    if (id === UNDECIDED_TIMER || id === HOST_TIMER) this.#decide(true);
    else if (this.#bytes.length === 0) this.#openInSilence();
  }

  onDrain(): void {
    if (this.#bytes.length === 0) this.#closeQuietly();
  }

  onClose(error?: ProxyError): void {
    // Who connects and says nothing until it is closed for that is told too; one that goes by itself has done no harm.
    const failed = this.#bytes.length > 0 || error?.code === 'idle-timeout';
    if (!this.#over && failed) this.#record(error ?? new ProxyError('closed-early', 'The connection ended within its first bytes.'));
    this.#over = true;
  }

  #openAhead(): void {
    const { conn, io, route } = this.#parts;
    if (conn.destination === undefined) return;
    const via = wayAhead(route, conn.destination, this.#insideTls);
    if (via !== 'wait') {
      if (!this.#takeParked(conn.destination, via)) io.open(conn.destination, via);
      return;
    }
    if (this.#rules.stack === 'detect') io.timer(SILENT_TIMER, silentMs);
    // Until its SYN is answered, a client can say nothing.
    if (conn.client.state === 'opening') io.admit();
  }

  /** Only where HTTP follows in any case, and where the name that TLS asks for does not depend on the client. */
  #takeParked(to: Address, via: Via | undefined): boolean {
    const { conn, io, route, options } = this.#parts;
    const mayPass = this.#gate !== undefined || options.decide !== undefined;
    if (!options.keepServers || route.stack !== 'http' || mayPass || via?.forward === true || this.#insideTls) return false;
    if (route.serverTls === 'never') return io.take(to, via);
    return route.serverTls === 'always' && route.serverName !== undefined && io.take(to, via, serverTlsParams(conn, route, options, ['http/1.1']));
  }

  #openInSilence(): void {
    const { conn, io, route } = this.#parts;
    if (conn.destination === undefined) return;
    this.#openedInSilence = true;
    io.open(conn.destination, route.egress?.via(conn.destination));
  }

  #serverMaySpeakFirst(): boolean {
    return this.#rules.stack !== 'http' && this.#parts.route.serverTls !== 'always';
  }

  /** HTTP can tell the client in its own words, so its request is waited for; raw bytes cannot. */
  #onOpenFailed(error: ProxyError): void {
    const { conn, io } = this.#parts;
    const mayBeHttp = this.#rules.stack !== 'tcp';
    if (this.#openedInSilence) {
      delete conn.server;
      return;
    }
    // A client whose SYN is held can say nothing: its connection is refused as the server's was.
    if (!mayBeHttp || conn.client.state === 'opening') this.#abandon(error);
    else if (this.#rules.stack === 'detect') io.timer(UNDECIDED_TIMER, undecidedMs);
  }

  #decide(final: boolean): void {
    // The server's address is part of the answer: on from `onOpen`.
    if (this.#gate?.waitsForServer === true && !final) return this.#parts.io.hold(CLIENT);
    const finding = firstBytes(this.#bytes.bytes, { ...this.#rules, final });
    if (finding !== 'more') return this.#settle(finding, final);
    if (this.#rules.stack !== 'http') this.#parts.io.timer(UNDECIDED_TIMER, undecidedMs);
  }

  /** What the bytes are is known; whose they are may still be asked. A ClientHello is its handler's to ask. */
  #settle(finding: Exclude<Finding, 'more'>, final: boolean, server?: Uint8Array): void {
    const ignored = finding === 'tls' ? false : this.#gate?.judge(this.#bytes.bytes, final);
    if (ignored === 'more') this.#awaitHost(this.#gate?.inHead === true ? this.#parts.limits.headMs : undecidedMs);
    else if (ignored === true) this.#pass(server);
    else this.#become(finding, server);
  }

  /** Once for a request line and once for its fields: bytes that trickle in win no time. */
  #awaitHost(ms: number): void {
    if (this.#awaited === ms) return;
    this.#awaited = ms;
    this.#parts.io.cancelTimer(UNDECIDED_TIMER);
    this.#parts.io.timer(HOST_TIMER, ms);
  }

  #become(finding: Exclude<Finding, 'more'>, server?: Uint8Array): void {
    if (!this.#over) this.#handOn(this.#make(finding), server);
  }

  #pass(server?: Uint8Array): void {
    this.#handOn(new TcpRelay(this.#parts, { passThrough: true }), server);
  }

  #handOn(next: Handler, server?: Uint8Array): void {
    this.#over = true;
    const client = this.#bytes.bytes;
    const heads: Heads = server === undefined ? { client } : { client, server };
    this.#parts.io.become(next, heads);
  }

  #make(finding: Exclude<Finding, 'more'>): Handler {
    switch (finding) {
      case 'tls': return new TlsHandler(this.#parts, (parts) => new Sniffer(parts, this.#makeHttp, true));
      case 'http': return this.#makeHttp(this.#parts);
      case 'tcp': return new TcpRelay(this.#parts, this.#insideTls ? {} : { upgraded });
    }
  }

  #abandon(error: ProxyError): void {
    if (this.#over) return;
    if (this.#bytes.length > 0 || this.#rules.stack === 'tcp' || this.#parts.conn.client.state === 'opening') this.#record(error);
    this.#over = true;
    this.#parts.io.close(error);
  }

  #closeQuietly(): void {
    this.#over = true;
    this.#parts.io.close();
  }

  #record(error: ProxyError): void {
    recordFailure(this.#parts, error);
  }
}

/** What may be found: what the route says, or what TLS has agreed on. Who agrees on another protocol than HTTP does not speak it, whatever its bytes look like. */
function stackOf({ conn, route: { stack }, options }: HandlerParts, insideTls: boolean): FirstBytesRules['stack'] {
  if (stack === 'http' || stack === 'tcp') return stack;
  const alpn = insideTls ? conn.client.tls?.alpn : undefined;
  if (alpn === undefined) return 'detect';
  if (http1Protocols.has(alpn)) return 'http';
  return options.rawTcp ? 'tcp' : 'detect';
}
