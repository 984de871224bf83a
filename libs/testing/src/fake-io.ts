import {
  CLIENT, ProxyError, SERVER, authority, other,
  type Address, type Answer, type Connection, type Handler, type Heads, type Io, type Question, type Session, type Side, type TlsFacts,
  type TlsParams, type Via,
} from '@weir/core';
import { openEffect, secureEffect, textOf, who, type Effect } from './effect.ts';
import type { FakeIoOptions } from './fake-io-options.ts';
import { FakeTimers } from './fake-timers.ts';
import type { Line } from './line.ts';
import { Sides } from './sides.ts';

/**
 * The runtime without sockets and clock: does what core's `Io` promises (holds, replays after `become`, silence after `close`), keeps the
 * states of the legs, and writes each order down as an `Effect`. Inputs are delivered one at a time, never within a handler's call.
 */
export class FakeIo implements Io {
  now: number;
  readonly conn: Connection;
  readonly effects: Effect[] = [];
  /** What broke the contract of `Handler` or `Io`, as sentences. */
  readonly violations: string[] = [];
  readonly timers = new FakeTimers();
  closed = false;
  closeCalls = 0;
  opening = false;
  readonly #sides: Sides;
  #current: Handler | undefined;
  /** Handlers whose calls are on the stack, the innermost last. */
  readonly #frames: Handler[] = [];
  #asked = 0;
  readonly #open = new Set<number>();
  #closeError: ProxyError | undefined;
  #pumping = false;
  #draining = false;
  /** A successor is still to be told of the drain. */
  #drainDue = false;
  readonly #calls: (() => void)[] = [];
  readonly #onSession: (session: Session) => void;

  constructor(conn: Connection, { now, lines, onSession, parked }: FakeIoOptions) {
    this.conn = conn;
    this.now = now;
    this.#sides = new Sides(conn, lines, parked);
    this.#onSession = onSession ?? (() => undefined);
  }

  get lines(): readonly [Line, Line] {
    return this.#sides.lines;
  }

  /** Ids of the questions that wait for an answer, oldest first. */
  get questions(): readonly number[] {
    return [...this.#open];
  }

  get handler(): Handler | undefined {
    return this.#current;
  }

  begin(handler: Handler): void {
    this.#current = handler;
    this.#call(() => handler.onStart?.());
    this.#pump();
  }

  // What the world does.

  /** Bytes (or the end) of a side: delivered now, or when nothing holds them back. */
  input(side: Side, input: Uint8Array | 'end'): void {
    const at = this.lines[side];
    // A datagram path has no end: its handlers wait for a timer.
    const endless = this.conn.transport === 'udp' && !this.#sides.isStream;
    if (this.closed || !at.there || at.finished || (input === 'end' && endless)) return;
    if (at.untried) return this.resets(side, new ProxyError('closed-early', 'The server ended, or said something, before it was asked.'));
    at.finished = input === 'end';
    at.inputs.push(input);
    this.#pump();
  }

  /** A reset is never held back: bytes that were not delivered are gone. Within a handshake it is the handshake's failure. */
  resets(side: Side, error: ProxyError): void {
    const at = this.lines[side];
    if (at.securing) return this.secured(side, error);
    if (this.closed || !at.there || (this.#sides.isStream && at.ended)) return;
    if (this.#sides.isStream) this.#sides.silent(side, error);
    else this.#sides.gone(side, error);
    at.reset = error;
    this.#dispatch((handler) => (handler.onReset === undefined ? this.close(error) : handler.onReset(side, error)));
  }

  /** The peer wants no more of a stream. */
  stops(side: Side, code: number): void {
    const at = this.lines[side];
    if (this.closed || !this.#sides.isStream || !at.there || at.deaf) return;
    at.deaf = true;
    this.#dispatch((handler) => handler.onStop?.(side, code));
  }

  /** The peer stops reading, or reads on: the other one's bytes stay in its socket meanwhile. */
  reads(side: Side, reads: boolean): void {
    this.lines[other(side)].paused = !reads;
    this.#pump();
  }

  /** The connection under a stream is closed. Where the handler is in a call, it is told after it. */
  severed(side: Side, error: ProxyError): void {
    const opens = this.opening && side === this.#sides.opens;
    if (this.closed || (!opens && !this.lines[side].there)) return;
    this.#sides.gone(side, error);
    this.#calls.push(() => {
      const handler = this.#current;
      if (opens) return this.opened(error);
      this.#call(() => handler?.onReset?.(side, error));
      if (!this.closed && !this.opening && this.lines.every(({ there }) => !there)) this.shutdown();
    });
    this.#pump();
  }

  opened(error?: ProxyError): void {
    if (this.closed || !this.opening) return;
    this.opening = false;
    this.#sides.opened(error);
    this.#dispatch((handler) => {
      if (error !== undefined && handler.onOpen === undefined) this.close(error);
      else handler.onOpen?.(error);
      if (error === undefined) this.#sides.admitted();
    });
  }

  secured(side: Side, outcome: TlsFacts | ProxyError): void {
    const at = this.lines[side];
    if (this.closed || !at.securing) return;
    at.securing = false;
    const leg = this.#sides.leg(side);
    const error = outcome instanceof ProxyError ? outcome : undefined;
    if (outcome instanceof ProxyError) this.#sides.gone(side, outcome);
    else if (leg !== undefined) leg.tls = outcome;
    this.#dispatch((handler) => {
      if (error !== undefined && handler.onSecure === undefined) this.close(error);
      else handler.onSecure?.(side, error);
    });
  }

  answers(id: number, answer: Answer | ProxyError): void {
    if (!this.closed && this.#open.delete(id)) this.#dispatch((handler) => handler.onAnswer?.(id, answer));
  }

  /** Moves the clock, calling timers in the order in which they are due. */
  tick(ms: number): void {
    const until = this.now + ms;
    while (!this.closed) {
      const due = this.timers.takeDue(until);
      if (due === undefined) break;
      this.now = Math.max(this.now, due.at);
      this.#dispatch((handler) => handler.onTimer?.(due.id));
    }
    this.now = until;
  }

  drains(): void {
    if (this.closed) return;
    this.#draining = true;
    this.#dispatch((handler) => handler.onDrain?.());
  }

  /** The runtime ends the connection: a deadline, a shutdown; without an error, because nothing of it is left. */
  shutdown(error?: ProxyError): void {
    if (this.closed) return;
    this.closed = true;
    this.#closeError = error;
    this.#pump();
  }

  // What the handler orders.

  send(side: Side, bytes: Uint8Array): void {
    if (this.#mute() || bytes.length === 0 || !this.#reaches(side, 'send')) return;
    this.lines[side].untried = false;
    this.effects.push(['send', who(side), textOf(bytes)]);
    if (side === CLIENT) this.#sides.admitted();
  }

  end(side: Side): void {
    if (this.#mute() || !this.#reaches(side, 'end')) return;
    this.lines[side].closing = true;
    this.effects.push(['end', who(side)]);
  }

  reset(side: Side, code?: number): void {
    const at = this.lines[side];
    if (this.#mute() || !at.there || at.deaf) return;
    if (this.#sides.isStream) at.deaf = true;
    else this.#sides.gone(side);
    this.effects.push(code === undefined ? ['reset', who(side)] : ['reset', who(side), code]);
  }

  stop(side: Side, code: number): void {
    if (this.#mute() || !this.lines[side].there || this.lines[side].ended) return;
    if (this.#sides.isStream) this.#sides.silent(side);
    this.effects.push(['stop', who(side), code]);
  }

  hold(side: Side): void {
    this.#setHeld(side, true);
  }

  release(side: Side): void {
    this.#setHeld(side, false);
  }

  open(to: Address, via?: Via): void {
    if (this.#mute()) return;
    this.opening = true;
    this.#sides.open(to, via);
    this.effects.push(openEffect(to, via));
  }

  park(): void {
    if (!this.#mute() && !this.opening && this.#sides.park()) this.effects.push(['park']);
  }

  take(to: Address, via: Via | undefined, tls?: TlsParams): boolean {
    if (this.#mute() || !this.#sides.take(to, via, tls)) return false;
    this.opening = false;
    this.effects.push(['take', authority(to.host, to.port)]);
    return true;
  }

  secure(side: Side, params: TlsParams): void {
    if (this.#mute()) return;
    if (!this.lines[side].there) this.violations.push(`secure(${who(side)}) of a side that is not there`);
    if (this.lines[side].securing) this.violations.push(`secure(${who(side)}) within its handshake`);
    this.lines[side].securing = true;
    this.effects.push(secureEffect(side, params));
  }

  ask(question: Question): number {
    const id = ++this.#asked;
    if (this.#mute()) return id;
    this.#open.add(id);
    this.effects.push(['ask', question]);
    return id;
  }

  timer(id: number, ms: number): void {
    if (this.#mute()) return;
    this.timers.set(id, this.now + ms);
    this.effects.push(['timer', id, ms]);
  }

  cancelTimer(id: number): void {
    if (!this.#mute() && this.timers.delete(id)) this.effects.push(['cancelTimer', id]);
  }

  admit(): void {
    if (this.#mute()) return;
    this.effects.push(['admit']);
    this.#sides.admitted();
  }

  become(next: Handler, heads: Heads = {}): void {
    const previous = this.#current;
    if (this.#mute() || previous === undefined) return;
    this.effects.push(['become', next.constructor.name]);
    this.#current = next;
    this.timers.clear();
    this.#open.clear();
    this.#drainDue = this.#draining;
    this.#sides.handOver(CLIENT, [...(heads.datagrams ?? []), ...(heads.client === undefined ? [] : [heads.client])]);
    this.#sides.handOver(SERVER, heads.server === undefined ? [] : [heads.server]);
    this.#calls.push(() => {
      this.#call(() => previous.onClose?.(), previous);
      this.#call(() => next.onStart?.(), next);
    });
  }

  session(kind: 'quic', session: Session): void {
    const previous = this.#current;
    if (this.#mute() || previous === undefined) return;
    this.effects.push(['session', kind]);
    this.#current = nobody;
    this.timers.clear();
    this.#open.clear();
    this.#calls.push(() => {
      this.#call(() => previous.onClose?.(), previous);
      this.#onSession(session);
    });
  }

  close(error?: ProxyError): void {
    if (this.#mute()) return;
    this.closed = true;
    this.#closeError = error;
    this.effects.push(error === undefined ? ['close'] : ['close', error.code]);
  }

  /** Orders have no effect once the connection is closed, and for a handler that has handed it on. */
  #mute(): boolean {
    return this.closed || (this.#frames.length > 0 && this.#frames.at(-1) !== this.#current);
  }

  #setHeld(side: Side, held: boolean): void {
    if (this.#mute() || this.lines[side].held === held) return;
    this.lines[side].held = held;
    this.effects.push([held ? 'hold' : 'release', who(side)]);
  }

  #reaches(side: Side, order: string): boolean {
    const at = this.lines[side];
    if (at.there && at.closing) this.violations.push(`${order}(${who(side)}) after its end`);
    if (at.there && at.securing && order === 'send') this.violations.push(`send(${who(side)}) within its handshake`);
    return at.there && !at.closing && !at.deaf;
  }

  #dispatch(call: (handler: Handler) => void): void {
    const handler = this.#current;
    if (handler === undefined) throw new Error('the playbook has not been started');
    this.#call(() => call(handler));
    this.#pump();
  }

  #call(call: () => void, handler = this.#current): void {
    if (handler === undefined) return;
    this.#frames.push(handler);
    try {
      call();
    } finally {
      this.#frames.pop();
    }
  }

  #pump(): void {
    if (this.#pumping || this.#frames.length > 0) return;
    this.#pumping = true;
    try {
      while (this.#step());
    } finally {
      this.#pumping = false;
    }
  }

  /** One call to the handler, if one is due. */
  #step(): boolean {
    if (this.closed) return this.#farewell();
    const call = this.#calls.shift();
    if (call !== undefined) {
      call();
      return true;
    }
    return this.#deliver(CLIENT) || this.#deliver(SERVER) || this.#tellDrain();
  }

  /** After the bytes that were handed over: what they began is finished. */
  #tellDrain(): boolean {
    if (!this.#drainDue) return false;
    this.#drainDue = false;
    this.#call(() => this.#current?.onDrain?.());
    return true;
  }

  #deliver(side: Side): boolean {
    const at = this.lines[side];
    const input = at.inputs[0];
    const handler = this.#current;
    if (input === undefined || handler === undefined || at.held || at.paused || at.securing || this.lines[CLIENT].securing) return false;
    at.inputs.shift();
    if (input === 'end') {
      at.ended = true;
      at.endTold = true;
      const leg = this.#sides.leg(side);
      if (leg !== undefined) leg.state = 'ended';
      this.#call(() => handler.onEnd(side));
    } else if (input instanceof ProxyError) this.#call(() => (handler.onReset === undefined ? this.close(input) : handler.onReset(side, input)));
    else this.#lend(handler, side, input);
    return true;
  }

  /** Bytes are a handler's for the call alone: one that kept them without a copy finds others there. */
  #lend(handler: Handler, side: Side, input: Uint8Array): void {
    const lent = Buffer.from(input);
    this.#call(() => handler.onData(side, lent));
    lent.fill(0xee);
  }

  #farewell(): boolean {
    if (this.closeCalls > 0) return false;
    this.closeCalls++;
    this.timers.clear();
    this.#calls.length = 0;
    this.#call(() => this.#current?.onClose?.(this.#closeError));
    return true;
  }
}

/** Stands where a handler was that has handed the connection to a session. */
const nobody: Handler = { onData: () => undefined, onEnd: () => undefined };
