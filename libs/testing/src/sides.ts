import { CLIENT, SERVER, other, sameAddress, sameVia, type Address, type Connection, type Leg, type LegState, type ProxyError, type Side, type TlsFacts, type TlsParams, type Via } from '@weir/core';
import { line, oneWay, type Line } from './line.ts';

/** A leg that another connection has parked. */
export interface Parked {
  readonly address: Address;
  /** What TLS has agreed on; absent: without TLS. */
  readonly tls?: TlsFacts;
}

/** The two sides of one connection, or of one stream, with the legs that handlers see. */
export class Sides {
  readonly conn: Connection;
  readonly lines: [Line, Line];
  readonly #parked: Parked[];

  /** `lines` as they are at first; absent: a client, and a server where `conn` has one that is open. */
  constructor(conn: Connection, lines: [Line, Line] = [line(true), line(conn.server?.state === 'open')], parked: readonly Parked[] = []) {
    this.conn = conn;
    this.lines = lines;
    this.#parked = [...parked];
  }

  get isStream(): boolean {
    return this.conn.stream !== undefined;
  }

  /** The side that `open` makes: the one that did not open the stream. */
  get opens(): Side {
    return this.conn.stream?.initiator === SERVER ? CLIENT : SERVER;
  }

  leg(side: Side): Leg | undefined {
    return side === CLIENT ? this.conn.client : this.conn.server;
  }

  /** A new line takes the place of the one that is left; one that is kept is as good as new, but for what its leg says. */
  open(to: Address, via: Via | undefined): void {
    const side = this.opens;
    const reused = this.#mayServe(via);
    const { paused } = this.lines[side];
    const fresh = this.conn.stream?.unidirectional === true ? oneWay('to') : line(false);
    this.lines[side] = { ...fresh, there: false, paused };
    // What waited for the server that is left no longer slows the client down.
    this.lines[other(side)].paused = false;
    if (side === SERVER) this.conn.server = { address: to, state: 'opening', ...(via && { via }), ...(reused && { reused }) };
    else this.conn.client.state = 'opening';
  }

  /** The server's side is idle, and goes. */
  park(): boolean {
    const at = this.lines[SERVER];
    if (!this.#isIdle) return false;
    this.lines[SERVER] = { ...line(false), paused: at.paused };
    return true;
  }

  /** A parked leg takes the place of the server's side, where one is what is wanted. */
  take(to: Address, via: Via | undefined, tls: TlsParams | undefined): boolean {
    const at = this.#parked.findIndex((each) => via === undefined && sameAddress(each.address, to) && (each.tls === undefined) === (tls === undefined));
    const [taken] = at < 0 ? [] : this.#parked.splice(at, 1);
    if (taken === undefined) return false;
    this.lines[SERVER] = { ...line(true), untried: true, paused: this.lines[SERVER].paused };
    this.lines[CLIENT].paused = false;
    this.conn.server = { address: to, state: 'open', ...(taken.tls && { tls: taken.tls }), reused: true, parked: true };
    return true;
  }

  /** How the open went; undefined where none is under way. */
  opened(error: ProxyError | undefined): void {
    this.#mark(this.opens, error === undefined ? 'open' : 'failed', error);
    this.lines[this.opens].there = error === undefined;
  }

  /** Gone both ways, bytes that were not delivered with it. */
  gone(side: Side, error?: ProxyError): void {
    const at = this.lines[side];
    at.there = false;
    at.securing = false;
    at.inputs.length = 0;
    this.#mark(side, 'failed', error);
  }

  /** Nothing more comes from this side of a stream; what is sent to it still goes. */
  silent(side: Side, error?: ProxyError): void {
    const at = this.lines[side];
    at.finished = true;
    at.ended = true;
    at.inputs.length = 0;
    this.#mark(side, 'ended', error);
  }

  /** To a successor: holds end, bytes that were read go before those still waiting, ends and resets that were seen are told again. */
  handOver(side: Side, heads: readonly Uint8Array[]): void {
    const at = this.lines[side];
    at.held = false;
    // Copied: they may be bytes that were lent.
    at.inputs.unshift(...heads.filter((head) => head.length > 0).map((head) => Buffer.from(head)));
    if (at.reset !== undefined) at.inputs.push(at.reset);
    else if (at.endTold) {
      at.endTold = false;
      at.inputs.push('end');
    }
  }

  /** A SYN that was held is answered. */
  admitted(): void {
    if (!this.isStream && this.conn.client.state === 'opening') this.conn.client.state = 'open';
  }

  /** An idle leg to a proxy that is given requests for any origin. */
  #mayServe(via: Via | undefined): boolean {
    return via?.forward === true && sameVia(this.conn.server?.via, via) && this.#isIdle;
  }

  get #isIdle(): boolean {
    const at = this.lines[SERVER];
    return at.there && !at.finished && !at.closing && at.inputs.length === 0;
  }

  #mark(side: Side, state: LegState, error: ProxyError | undefined): void {
    const leg = this.leg(side);
    if (leg === undefined) return;
    leg.state = state;
    if (error !== undefined) leg.error = error;
  }
}
