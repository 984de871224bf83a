import { CLIENT, SERVER, ProxyError, type Handler, type Heads, type Side } from '@weir/core';
import type { HandlerParts } from '../parts.ts';
import { recordFailure } from '../record-failure.ts';
import { TcpRelay } from '../tcp/handler.ts';
import { http1Protocols } from '../tls/alpn.ts';
import { GrowingBytes } from '../tls/growing-bytes.ts';
import { TlsHandler } from '../tls/handler.ts';
import { firstBytes, type Finding, type FirstBytesRules } from './first-bytes.ts';
import { wayAhead } from './way-ahead.ts';

const UNDECIDED_TIMER = 1;
const SILENT_TIMER = 2;

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
  readonly #bytes = new GrowingBytes(Number.MAX_SAFE_INTEGER);
  /** The server was opened because the client was silent: whatever it will say may take another way. */
  #openedInSilence = false;
  #over = false;

  /** `insideTls`: these are the decrypted bytes of a TLS connection that has just been ended here. */
  constructor(parts: HandlerParts, makeHttp: MakeHttp, insideTls = false) {
    const { stack } = parts.route;
    this.#parts = parts;
    this.#makeHttp = makeHttp;
    this.#insideTls = insideTls;
    this.#rules = { stack: stack === 'http' || stack === 'tcp' ? stack : 'detect', tls: !insideTls, rawTcp: parts.options.rawTcp };
  }

  onStart(): void {
    const { conn, io, options } = this.#parts;
    if (conn.server === undefined && options.connectionStrategy === 'eager') this.#openAhead();
    if (this.#insideTls && http1Protocols.has(conn.client.tls?.alpn ?? '') && this.#rules.stack !== 'tcp') this.#become('http');
    else if (this.#rules.stack !== 'detect' && !this.#rules.tls) this.#become(this.#rules.stack);
    else if (conn.server !== undefined && !this.#serverMaySpeakFirst()) io.hold(SERVER);
  }

  onData(side: Side, bytes: Uint8Array): void {
    if (side === SERVER) return this.#become('tcp', bytes);
    this.#bytes.append(bytes);
    this.#decide(false);
  }

  onEnd(side: Side): void {
    if (side === SERVER) this.#become('tcp');
    else if (this.#bytes.length > 0 || this.#rules.stack === 'tcp') this.#decide(true);
    else this.#closeQuietly();
  }

  onReset(side: Side, error: ProxyError): void {
    if (side === CLIENT) this.#abandon(error);
    // A raw relay passes it on; for a request to come another leg is opened.
    else if (this.#rules.stack === 'tcp') this.#become('tcp');
    else delete this.#parts.conn.server;
  }

  onOpen(error?: ProxyError): void {
    if (error !== undefined) this.#onOpenFailed(error);
  }

  onTimer(id: number): void {
    if (id === UNDECIDED_TIMER) this.#decide(true);
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
    if (via !== 'wait') return io.open(conn.destination, via);
    if (this.#rules.stack === 'detect') io.timer(SILENT_TIMER, silentMs);
    // Until its SYN is answered, a client can say nothing.
    if (conn.client.state === 'opening') io.admit();
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
    const finding = firstBytes(this.#bytes.bytes, { ...this.#rules, final });
    if (finding !== 'more') return this.#become(finding);
    if (this.#rules.stack !== 'http') this.#parts.io.timer(UNDECIDED_TIMER, undecidedMs);
  }

  #become(finding: Exclude<Finding, 'more'>, server?: Uint8Array): void {
    if (this.#over) return;
    this.#over = true;
    const client = this.#bytes.bytes;
    const heads: Heads = server === undefined ? { client } : { client, server };
    this.#parts.io.become(this.#make(finding), heads);
  }

  #make(finding: Exclude<Finding, 'more'>): Handler {
    switch (finding) {
      case 'tls': return new TlsHandler(this.#parts, () => new Sniffer(this.#parts, this.#makeHttp, true));
      case 'http': return this.#makeHttp(this.#parts);
      case 'tcp': return new TcpRelay(this.#parts);
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
    recordFailure(this.#parts.recorder, this.#parts.conn, error);
  }
}
