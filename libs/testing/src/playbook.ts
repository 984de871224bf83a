import { deepStrictEqual } from 'node:assert/strict';
import {
  CLIENT, ProxyError, SERVER,
  type Address, type Answer, type Connection, type Handler, type Io, type PeerCertificate, type Recorder, type Side, type TlsFacts,
} from '@weir/core';
import { bytesOf, merged, type Effect, type EffectName } from './effect.ts';
import { FakeIo } from './fake-io.ts';
import { FakeSession, type StreamStart } from './fake-session.ts';
import type { Parked } from './sides.ts';
import { play, resetError, tlsFacts, type Step } from './script.ts';
import { Tape, type FlowFacts } from './tape.ts';

export interface PlaybookOptions {
  readonly transport?: 'tcp' | 'udp';
  readonly mode?: string;
  readonly client?: Address;
  readonly local?: Address;
  readonly destination?: Address;
  /** The server leg is open already, to `destination`. */
  readonly serverOpen?: boolean;
  /** The client's SYN has not been answered yet. */
  readonly synHeld?: boolean;
  readonly clientTls?: Partial<TlsFacts>;
  readonly serverTls?: Partial<TlsFacts> & { readonly certificate?: PeerCertificate };
  /** Server legs that wait for whoever takes them. */
  readonly parked?: readonly Parked[];
  /** Effects that are not written down, for tests which are not about them. */
  readonly ignore?: readonly EffectName[];
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

/** What a handler is made from. */
export interface Stage {
  readonly conn: Connection;
  readonly io: Io;
  readonly recorder: Recorder;
}

/**
 * Drives one handler by hand and compares what it asked for. No sockets, no clock.
 *
 * ```ts
 * new Playbook({ destination: exampleOrigin })
 *   .start(({ conn, io, recorder }) => new TcpRelay({ conn, io, recorder, ... }))
 *   .expect(['hold', 'client'], ['open', 'example.com:80'])
 *   .opened().expect(['release', 'client'])
 *   .client('hello').expect(['send', 'server', 'hello']);
 * ```
 */
export class Playbook implements Stage {
  readonly conn: Connection;
  readonly io: FakeIo;
  readonly recorder: Tape;
  /** There once a handler has handed the connection to a session. */
  session: FakeSession | undefined;
  readonly #ignore: ReadonlySet<EffectName>;
  #seen = 0;

  /** `of`: what only a session gives to the playbooks of its streams. */
  constructor(options: PlaybookOptions = {}, of?: StreamStart & { readonly recorder: Tape }) {
    const { destination } = options;
    this.recorder = of?.recorder ?? new Tape();
    this.conn = {
      id: 'connection-1',
      mode: options.mode ?? 'playbook',
      transport: options.transport ?? 'tcp',
      local: options.local ?? { host: '192.0.2.1', port: 8080 },
      client: { address: options.client ?? { host: '198.51.100.7', port: 51234 }, state: options.synHeld === true ? 'opening' : 'open' },
      ...(of && { stream: of.stream }),
    };
    if (destination !== undefined) this.conn.destination = destination;
    if (options.serverOpen === true && destination !== undefined) this.conn.server = { address: destination, state: 'open' };
    if (options.clientTls !== undefined) this.conn.client.tls = tlsFacts(options.clientTls);
    if (options.serverTls !== undefined && this.conn.server !== undefined) this.conn.server.tls = tlsFacts(options.serverTls);
    this.#ignore = new Set(options.ignore);
    this.io = new FakeIo(this.conn, {
      now: options.now ?? Date.UTC(2026, 10, 24),
      ...(of && { lines: of.lines }),
      ...(options.parked && { parked: options.parked }),
      onSession: (session) => {
        this.session = new FakeSession(session, this.io.lines[SERVER].there, this.io.effects, (start) => this.#stream(options, start));
      },
    });
  }

  /** The playbooks of the session's streams, in the order in which they were opened. */
  get streams(): readonly Playbook[] {
    return this.session?.streams ?? [];
  }

  /** Makes the handler and starts it. */
  start(make: (stage: Stage) => Handler): this {
    this.io.begin(make(this));
    return this;
  }

  client(bytes: string | Uint8Array): this {
    this.io.input(CLIENT, bytesOf(bytes));
    return this;
  }

  server(bytes: string | Uint8Array): this {
    this.io.input(SERVER, bytesOf(bytes));
    return this;
  }

  clientEnds(): this {
    this.io.input(CLIENT, 'end');
    return this;
  }

  serverEnds(): this {
    this.io.input(SERVER, 'end');
    return this;
  }

  /** Of a session: the client's connection is closed, with the error's status as its code. */
  clientResets(error: ProxyError = resetError(CLIENT)): this {
    return this.#resets(CLIENT, error);
  }

  serverResets(error: ProxyError = resetError(SERVER)): this {
    return this.#resets(SERVER, error);
  }

  /** Answers the open that is under way; without one it does nothing. */
  opened(error?: ProxyError): this {
    this.io.opened(error);
    return this;
  }

  /** Answers a `secure` of that side: with facts (the rest of them as usual), or an error. */
  secured(side: Side, outcome: Partial<TlsFacts> | ProxyError = {}): this {
    this.io.secured(side, outcome instanceof ProxyError ? outcome : tlsFacts(outcome));
    return this;
  }

  /** Answers the oldest open question. */
  answer(answer: Answer | ProxyError): this {
    const id = this.io.questions[0];
    if (id !== undefined) this.io.answers(id, answer);
    return this;
  }

  /** The peer stops reading, or reads on. */
  reads(side: Side, reads: boolean): this {
    this.io.reads(side, reads);
    return this;
  }

  /** The peer wants no more of this stream. */
  stops(side: Side, code: number): this {
    this.io.stops(side, code);
    return this;
  }

  /** The peer opens a stream of the session: the last of `streams` then. */
  streamOpens(side: Side, unidirectional = false): this {
    this.session?.opens(side, unidirectional);
    return this;
  }

  tick(ms: number): this {
    this.io.tick(ms);
    return this;
  }

  drain(): this {
    if (this.session === undefined) this.io.drains();
    else this.session.drains();
    return this;
  }

  /** The runtime ends the connection. */
  shutdown(error: ProxyError = new ProxyError('shutdown', 'the service is shutting down')): this {
    this.session?.shutdown(error);
    this.io.shutdown(error);
    return this;
  }

  play(...steps: readonly Step[]): this {
    for (const step of steps) play(this, step);
    return this;
  }

  /** Exactly these effects since the last look; fails with a diff. */
  expect(...effects: readonly Effect[]): this {
    deepStrictEqual(this.take(), effects);
    return this;
  }

  /** The flows as they stand now: each fact given must be there; fails with a diff. */
  expectFlows(...flows: readonly Partial<FlowFacts>[]): this {
    const seen = this.flows.map((facts, at) => pick(facts, flows[at] ?? facts));
    deepStrictEqual(seen, flows);
    return this;
  }

  /** The effects since the last look. */
  take(): readonly Effect[] {
    const effects = this.#visible(this.#seen);
    this.#seen = this.io.effects.length;
    const broken = this.violations;
    if (broken.length > 0) throw new Error(`the handler broke its contract:\n- ${broken.join('\n- ')}`);
    return effects;
  }

  /** All effects so far but those ignored. */
  get effects(): readonly Effect[] {
    return this.#visible(0);
  }

  get flows(): readonly FlowFacts[] {
    return this.recorder.flows;
  }

  get closed(): boolean {
    return this.io.closed;
  }

  get violations(): readonly string[] {
    return [...this.io.violations, ...this.recorder.violations, ...this.streams.flatMap(({ io }) => io.violations)];
  }

  #resets(side: Side, error: ProxyError): this {
    if (this.session === undefined) this.io.resets(side, error);
    else this.session.closes(side, error.status ?? 0, error.reason ?? '');
    return this;
  }

  #stream(options: PlaybookOptions, start: StreamStart): Playbook {
    const book = new Playbook({ ...options, serverOpen: false }, { ...start, recorder: this.recorder });
    const { client, server } = this.conn;
    if (client.tls !== undefined) book.conn.client.tls = client.tls;
    if (start.lines[SERVER].there && server !== undefined) book.conn.server = { ...server, state: 'open' };
    return book;
  }

  #visible(from: number): readonly Effect[] {
    return merged(this.io.effects.slice(from).filter((effect) => !this.#ignore.has(effect[0])));
  }
}

/** Those facts of a flow that `like` names too. */
function pick(facts: FlowFacts, like: Partial<FlowFacts>): Partial<FlowFacts> {
  const names = Object.keys(like) as (keyof FlowFacts)[];
  return Object.fromEntries(names.map((name) => [name, facts[name]])) as Partial<FlowFacts>;
}
