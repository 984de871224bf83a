import { CLIENT, ProxyError, SERVER, other, type Connection, type Handler, type Io, type Session, type SessionIo, type Side, type StreamFacts } from '@weir/core';
import { who, type Effect } from './effect.ts';
import { line, oneWay, type Line } from './line.ts';
import type { Playbook } from './playbook.ts';

/** What a stream's playbook is made from. */
export interface StreamStart {
  readonly stream: StreamFacts;
  readonly lines: [Line, Line];
}

/** The engine under a session without QUIC: each stream is a playbook of its own. */
export class FakeSession implements SessionIo {
  /** In the order in which they were opened, the session's own among them. */
  readonly streams: Playbook[] = [];
  /** Sides whose connection is closed. */
  readonly closed: [boolean, boolean];
  readonly #session: Session;
  readonly #effects: Effect[];
  readonly #make: (start: StreamStart) => Playbook;
  /** Streams of the session's own whose handlers begin when its call has returned. */
  readonly #begin: (() => void)[] = [];
  #depth = 0;

  /** `effects`: where the session's own orders are written down. */
  constructor(session: Session, serverThere: boolean, effects: Effect[], make: (start: StreamStart) => Playbook) {
    this.#session = session;
    this.closed = [false, !serverThere];
    this.#effects = effects;
    this.#make = make;
    this.#call(() => session.onStart?.(this));
  }

  // What the world does.

  /** A peer opens a stream. */
  opens(side: Side, unidirectional: boolean): void {
    if (this.closed[side]) return;
    const book = this.#stream(side, { initiator: side, unidirectional }, unidirectional ? oneWay('from') : line(true));
    const handler = this.#call(() => this.#session.onStream(book.conn, book.io));
    if (handler !== null) return void book.start(() => handler);
    book.io.begin({ onData: () => undefined, onEnd: () => undefined });
    book.io.stop(side, 0);
    book.io.close();
  }

  /** The connection on `side` is gone: its streams are told first. */
  closes(side: Side, code: number, reason: string): void {
    if (this.closed[side]) return;
    this.closed[side] = true;
    const error = new ProxyError('reset', `the ${who(side)} closed the connection`, { status: code });
    for (const { io } of [...this.streams]) io.severed(side, error);
    this.#call(() => this.#session.onClose(side, code, reason));
  }

  drains(): void {
    this.#call(() => this.#session.onDrain?.());
    for (const { io } of [...this.streams]) io.drains();
  }

  shutdown(error: ProxyError): void {
    this.closed.fill(true);
    for (const { io } of [...this.streams]) io.shutdown(error);
  }

  // What the session orders.

  openStream(side: Side, unidirectional: boolean, make: (conn: Connection, io: Io) => Handler): void {
    if (this.closed[side]) return;
    this.#effects.push(['openStream', who(side), unidirectional ? 'one way' : 'both ways']);
    const book = this.#stream(side, { initiator: other(side), unidirectional }, unidirectional ? oneWay('to') : line(true));
    const handler = make(book.conn, book.io);
    this.#begin.push(() => book.start(() => handler));
    this.#call(() => undefined);
  }

  close(side: Side, code: number, reason: string): void {
    if (this.closed[side]) return;
    this.closed[side] = true;
    this.#effects.push(['closeConnection', who(side), code, reason]);
    const error = new ProxyError('reset', `the ${who(side)}'s connection was closed: ${reason}`, { status: code });
    for (const { io } of [...this.streams]) io.severed(side, error);
  }

  #stream(present: Side, facts: Omit<StreamFacts, 'id'>, at: Line): Playbook {
    const lines: [Line, Line] = present === CLIENT ? [at, line(false)] : [line(false), at];
    // RFC 9000, 2.1: the low bits say who opened it and which way it goes.
    const low = (facts.initiator === SERVER ? 1 : 0) + (facts.unidirectional ? 2 : 0);
    const like = this.streams.filter(({ conn: { stream } }) => stream?.initiator === facts.initiator && stream.unidirectional === facts.unidirectional);
    const book = this.#make({ stream: { ...facts, id: like.length * 4 + low }, lines });
    this.streams.push(book);
    return book;
  }

  #call<T>(call: () => T): T {
    this.#depth++;
    try {
      return call();
    } finally {
      this.#depth--;
      if (this.#depth === 0) for (const begin of this.#begin.splice(0)) begin();
    }
  }
}
