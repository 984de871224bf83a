import type { Socket } from 'node:net';
import {
  CLIENT, other, ProxyError, SERVER,
  type Address, type Connection, type Handler, type Heads, type Io, type Leg, type Question, type Session, type Side, type TlsParams, type Via,
} from '@weir/core';
import { askerOf } from './dialer.ts';
import { clientTlsError } from './errors.ts';
import type { Engine } from './engine.ts';
import type { Watched } from './idle-watch.ts';
import { OpenQuestions } from './open-questions.ts';
import { secureClient, secureServer, type Secured } from './securing.ts';
import { FULL, HELD, OVERFULL, SECURING, SocketLeg, type LegOwner } from './socket-leg.ts';
import { soon } from './soon.ts';
import { Timers } from './timers.ts';
import type { Wire } from './wire.ts';

/** Takes the place of a handler that has had its last call. */
const nobody: Handler = { onData: () => undefined, onEnd: () => undefined };

/**
 * Io over two sockets. The calls to the handler are made from here alone, each by a method that ends in `#settle`: what the handler ordered
 * about its own end (`become`, `close`) is done there, after it has returned.
 */
export class ConnectionIo implements Io, LegOwner, Watched {
  readonly connection: Connection;
  active = true;
  quiet = 0;
  readonly #engine: Engine;
  readonly #client: SocketLeg;
  #server: SocketLeg | undefined;
  #handler: Handler = nobody;
  /** The handler's end was ordered: nothing it calls counts any more. */
  #leaving = false;
  #closed = false;
  #next: Handler | undefined;
  #heads: Heads | undefined;
  #why: ProxyError | undefined;
  readonly #timers = new Timers((id) => this.#timerFired(id));
  #cancelDial: (() => void) | undefined;
  /** A hold of the server's side between `open` and its answer. */
  #holdServer = false;
  /** Sides whose `secure` waits for its answer. */
  readonly #securing: [boolean, boolean] = [false, false];
  readonly #asked = new OpenQuestions();
  #draining = false;
  #departed = false;
  #isGone = false;

  constructor(engine: Engine, connection: Connection, client: Socket) {
    this.#engine = engine;
    this.connection = connection;
    this.#client = new SocketLeg(CLIENT, { socket: client, tcp: client }, connection.client, this, engine.limits.highWater);
  }

  /** Begins, with the handler that a mode made for this Io. */
  run(make: () => Handler): void {
    // Nothing is delivered before the next tick.
    this.#client.start();
    this.#call(() => {
      this.#handler = make();
      this.#handler.onStart?.();
    });
  }

  get traffic(): { readonly read: number; readonly written: number } {
    return this.#client.traffic;
  }

  // ---- what the handler orders

  get now(): number {
    return this.#engine.clock.now();
  }

  send(side: Side, bytes: Uint8Array): void {
    if (this.#leaving) return;
    if (side === CLIENT) this.#client.send(bytes);
    else this.#server?.send(bytes);
  }

  end(side: Side): void {
    if (!this.#leaving) this.#leg(side)?.end();
  }

  reset(side: Side, _code?: number): void {
    if (this.#leaving) return;
    this.#securing[side] = false;
    if (side === SERVER) this.#stopDial();
    this.#leg(side)?.reset();
    this.#releaseSecuring();
  }

  /** TCP has no way to ask a peer to stop sending. */
  stop(_side: Side, _code: number): void {}

  hold(side: Side): void {
    if (this.#leaving) return;
    this.#leg(side)?.pause(HELD);
    if (side === SERVER && this.#server === undefined) this.#holdServer = true;
  }

  release(side: Side): void {
    if (this.#leaving) return;
    this.#leg(side)?.resume(HELD);
    if (side === SERVER) this.#holdServer = false;
  }

  open(to: Address, via?: Via): void {
    if (this.#leaving) return;
    const kept = this.#server?.mayServe(via) === true ? this.#server : undefined;
    if (kept === undefined) this.#abandonServer();
    else this.#stopDial();
    const facts: Leg = { address: to, state: 'opening', ...(via && { via }), ...(kept && { reused: true }) };
    this.connection.server = facts;
    kept?.serve(facts);
    this.#cancelDial = kept === undefined
      ? this.#engine.dialer.dial(to, via, askerOf(this.connection), (error, wire) => this.#opened(error, wire))
      : soon(() => this.#opened());
  }

  secure(side: Side, params: TlsParams): void {
    if (this.#leaving) return;
    const leg = this.#leg(side);
    this.#securing[side] = true;
    leg?.pause(SECURING);
    if (side === CLIENT) this.#server?.pause(SECURING);
    if (leg?.alive !== true || params.protocol !== 'tls') {
      const error = new ProxyError('internal', leg?.alive === true ? `A TCP connection cannot speak ${params.protocol}.` : 'There is nobody to speak TLS with.');
      process.nextTick(() => this.#secured(side, leg, error));
      return;
    }
    const done: Secured = (error) => this.#secured(side, leg, error);
    if (side === SERVER) secureServer(this.#engine, leg, params, done);
    else secureClient(this.#engine, leg, params, () => this.#securing[CLIENT] && !this.#departed, done);
  }

  ask(question: Question): number {
    if (this.#leaving) return this.#asked.unheard();
    return this.#asked.ask(this.#engine.questions, question, this.connection, (id, answer) => this.#call(() => this.#handler.onAnswer?.(id, answer)));
  }

  timer(id: number, ms: number): void {
    if (!this.#leaving) this.#timers.set(id, ms);
  }

  cancelTimer(id: number): void {
    this.#timers.cancel(id);
  }

  /** A TCP socket was admitted by the kernel. */
  admit(): void {}

  become(next: Handler, heads?: Heads): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#next = next;
    this.#heads = heads;
  }

  session(_kind: 'quic', _session: Session, _head?: Uint8Array): void {
    this.close(new ProxyError('internal', 'A TCP connection carries no datagrams.'));
  }

  close(error?: ProxyError): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#why = error;
    this.#closed = true;
  }

  // ---- what the legs tell

  received(side: Side, bytes: Uint8Array): void {
    this.active = true;
    try {
      this.#handler.onData(side, bytes);
    } catch (error) {
      this.#crashed(error);
    }
    if (this.#leaving) this.#settle();
  }

  ended(side: Side): void {
    this.active = true;
    this.#call(() => this.#handler.onEnd(side));
  }

  broken(side: Side, error: ProxyError): void {
    if (this.#securing[side]) {
      this.#secured(side, this.#leg(side), side === CLIENT ? clientTlsError(undefined, this.connection.destination?.host ?? 'an unnamed host') : error);
      return;
    }
    this.#call(() => {
      if (this.#handler.onReset === undefined) this.close(error);
      else this.#handler.onReset(side, error);
    });
  }

  full(side: Side): void {
    const opposite = this.#leg(other(side));
    if (opposite === undefined) this.overfull(side);
    else opposite.pause(FULL);
  }

  overfull(side: Side): void {
    this.#leg(side)?.pause(OVERFULL);
  }

  drained(side: Side): void {
    this.active = true;
    this.#leg(other(side))?.resume(FULL);
    this.#leg(side)?.resume(OVERFULL);
  }

  gone(_side: Side): void {
    if (this.#client.alive || this.#server?.alive === true || this.#cancelDial !== undefined) return;
    if (this.#closed) this.#finished();
    else this.finish();
  }

  // ---- what the proxy orders

  idle(): void {
    this.finish(new ProxyError('idle-timeout', `Nothing moved for ${this.#engine.limits.idleMs} ms.`));
  }

  drain(): void {
    this.#draining = true;
    this.#call(() => this.#handler.onDrain?.());
  }

  /** Closes from outside a handler's call. */
  finish(error?: ProxyError): void {
    this.close(error);
    this.#settle();
  }

  destroy(): void {
    this.#client.destroy();
    this.#server?.destroy();
  }

  // ---- the rest

  #leg(side: Side): SocketLeg | undefined {
    return side === CLIENT ? this.#client : this.#server;
  }

  /** The dial has failed, or has brought a wire; without either the leg was there already. */
  #opened(error?: ProxyError, wire?: Wire): void {
    this.#cancelDial = undefined;
    const facts = this.connection.server;
    if (facts === undefined) return;
    facts.state = error === undefined ? 'open' : 'failed';
    if (error !== undefined) {
      facts.error = error;
      this.#engine.events.serverFailed(this.connection, facts);
    } else if (wire !== undefined) {
      const leg = new SocketLeg(SERVER, wire, facts, this, this.#engine.limits.highWater);
      leg.locate();
      if (this.#holdServer) leg.pause(HELD);
      if (this.#securing[CLIENT]) leg.pause(SECURING);
      if (this.#client.isFull) leg.pause(FULL);
      this.#holdServer = false;
      this.#server = leg;
      // Nothing is read before the next tick: the handler may hold or secure the leg at once.
      leg.start();
      this.#engine.events.serverConnected(this.connection, facts);
    }
    this.active = true;
    this.#call(() => {
      if (error !== undefined && this.#handler.onOpen === undefined) this.close(error);
      else this.#handler.onOpen?.(error);
    });
  }

  #secured(side: Side, leg: SocketLeg | undefined, error?: ProxyError): void {
    // A side that was reset, abandoned or closed meanwhile gets no answer.
    if (!this.#securing[side] || leg !== this.#leg(side)) return;
    this.#securing[side] = false;
    if (error !== undefined && leg !== undefined) {
      leg.facts.state = 'failed';
      leg.facts.error = error;
      this.#engine.events.tlsFailed(this.connection, side, error);
    }
    this.active = true;
    this.#call(() => {
      if (error !== undefined && this.#handler.onSecure === undefined) this.close(error);
      else this.#handler.onSecure?.(side, error);
    });
    if (error !== undefined && leg?.alive === true && !this.#closed) leg.reset();
    this.#releaseSecuring();
  }

  /** A client's handshake holds both sides, a server's its own. */
  #releaseSecuring(): void {
    if (this.#securing[CLIENT]) return;
    this.#client.resume(SECURING);
    if (!this.#securing[SERVER]) this.#server?.resume(SECURING);
  }

  #timerFired(id: number): void {
    this.#call(() => this.#handler.onTimer?.(id));
  }

  /** A call to the handler that is not made for each chunk. */
  #call(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#crashed(error);
    }
    if (this.#leaving) this.#settle();
  }

  /** Does what the handler ordered about its own end. */
  #settle(): void {
    if (this.#closed) this.#depart();
    else if (this.#next !== undefined) this.#switch(this.#next, this.#heads);
  }

  #switch(next: Handler, heads: Heads | undefined): void {
    const previous = this.#handler;
    this.#next = undefined;
    this.#heads = undefined;
    this.#handler = nobody;
    this.#forget();
    this.#lastCall(previous);
    this.#leaving = false;
    this.#handler = next;
    this.#client.handOver(heads?.client);
    this.#server?.handOver(heads?.server);
    this.#call(() => next.onStart?.());
    this.#client.deliver();
    this.#server?.deliver();
    // After the bytes that were handed over: what they began is finished.
    if (this.#draining && this.#handler === next) this.#call(() => next.onDrain?.());
  }

  /** Timers, questions and holds belong to a handler. */
  #forget(): void {
    this.#timers.clear();
    this.#asked.drop();
    this.#holdServer = false;
  }

  #depart(): void {
    if (this.#departed) return;
    this.#departed = true;
    const last = this.#handler;
    const why = this.#why;
    this.#handler = nobody;
    this.#forget();
    this.#stopDial();
    this.#securing.fill(false);
    if (why !== undefined) this.#engine.events.closedWith(this.connection, why);
    this.#lastCall(last, why);
    this.#client.leave(this.#engine.linger);
    this.#server?.leave(this.#engine.linger);
    if (!this.#client.alive && this.#server?.alive !== true) this.#finished();
  }

  #lastCall(handler: Handler, error?: ProxyError): void {
    try {
      handler.onClose?.(error);
    } catch (thrown) {
      this.#engine.events.crashed(this.connection, thrown);
    }
  }

  /** A handler that throws is our bug: it ends its own connection and nothing else. */
  #crashed(thrown: unknown): void {
    this.#engine.events.crashed(this.connection, thrown);
    this.#next = undefined;
    this.#leaving = false;
    this.close(new ProxyError('internal', 'This connection met a bug in Weir.', { cause: thrown }));
  }

  #stopDial(): void {
    this.#cancelDial?.();
    this.#cancelDial = undefined;
  }

  #abandonServer(): void {
    this.#stopDial();
    this.#securing[SERVER] = false;
    this.#holdServer = false;
    this.#server?.abandon();
    this.#server = undefined;
    // What waited for the server that is left no longer slows the client down.
    this.#client.resume(FULL);
  }

  #finished(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#engine.gone(this);
  }
}
