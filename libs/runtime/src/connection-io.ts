import type { Socket } from 'node:net';
import {
  CLIENT, other, ProxyError, SERVER,
  type Address, type Connection, type Handler, type Heads, type Io, type Question, type Session, type Side, type TlsParams, type Via,
} from '@weir/core';
import { clientTlsError } from './errors.ts';
import type { Engine } from './engine.ts';
import type { Watched } from './idle-watch.ts';
import { FULL, HELD, OVERFULL, SECURING } from './leg-owner.ts';
import { OpenQuestions } from './open-questions.ts';
import { secureClient, secureServer, type Secured } from './securing.ts';
import { ServerPlace, type PlaceOwner } from './server-place.ts';
import { SocketLeg } from './socket-leg.ts';
import { Timers } from './timers.ts';

/** Takes the place of a handler that has had its last call. */
const nobody: Handler = { onData: () => undefined, onEnd: () => undefined };

/**
 * Io over two sockets. The calls to the handler are made from here alone, each by a method that ends in `#settle`: what the handler ordered
 * about its own end (`become`, `close`) is done there, after it has returned.
 */
export class ConnectionIo implements Io, PlaceOwner, Watched {
  readonly connection: Connection;
  active = true;
  quiet = 0;
  readonly #engine: Engine;
  readonly #client: SocketLeg;
  readonly #server: ServerPlace;
  #handler: Handler = nobody;
  /** The handler's end was ordered: nothing it calls counts any more. */
  #leaving = false;
  #closed = false;
  #next: Handler | undefined;
  #heads: Heads | undefined;
  #why: ProxyError | undefined;
  readonly #timers = new Timers((id) => this.#timerFired(id));
  /** Sides whose `secure` waits for its answer. */
  readonly #securing: [boolean, boolean] = [false, false];
  readonly #asked = new OpenQuestions();
  #draining = false;
  #departed = false;
  #isGone = false;

  constructor(engine: Engine, connection: Connection, client: Socket) {
    this.#engine = engine;
    this.connection = connection;
    this.#client = new SocketLeg(CLIENT, { socket: client, tcp: client }, connection.client, this, engine.limits);
    this.#server = new ServerPlace(engine, connection, this);
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
    else this.#server.leg?.send(bytes);
  }

  end(side: Side): void {
    if (!this.#leaving) this.#leg(side)?.end();
  }

  reset(side: Side, _code?: number): void {
    if (this.#leaving) return;
    this.#securing[side] = false;
    if (side === SERVER) this.#server.stopDial();
    this.#leg(side)?.reset();
    this.#releaseSecuring();
  }

  /** TCP has no way to tell a peer so: it is about how its side is closed. */
  stop(side: Side, _code: number): void {
    if (!this.#leaving) this.#leg(side)?.stop();
  }

  hold(side: Side): void {
    if (this.#leaving) return;
    if (side === SERVER) this.#server.hold();
    else this.#client.pause(HELD);
  }

  release(side: Side): void {
    if (this.#leaving) return;
    if (side === SERVER) this.#server.release();
    else this.#client.resume(HELD);
  }

  open(to: Address, via?: Via): void {
    if (this.#leaving) return;
    if (this.#server.mayServe(via)) this.#server.stopDial();
    else this.#abandonServer();
    this.#server.open(to, via);
  }

  park(): void {
    if (!this.#leaving) this.#server.park();
  }

  take(to: Address, via: Via | undefined, tls?: TlsParams): boolean {
    const leg = this.#leaving ? undefined : this.#server.find(to, via, tls);
    if (leg === undefined) return false;
    this.#abandonServer();
    this.#server.settle(leg);
    return true;
  }

  secure(side: Side, params: TlsParams): void {
    if (this.#leaving) return;
    const leg = this.#leg(side);
    this.#securing[side] = true;
    leg?.pause(SECURING);
    if (side === CLIENT) this.#server.leg?.pause(SECURING);
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
    if (this.#client.alive || this.#server.leg?.alive === true || this.#server.isDialling) return;
    if (this.#closed) this.#finished();
    else this.finish();
  }

  get serverWaits(): number {
    return (this.#securing[CLIENT] ? SECURING : 0) | (this.#client.isFull ? FULL : 0);
  }

  opened(error?: ProxyError): void {
    this.active = true;
    this.#call(() => {
      if (error !== undefined && this.#handler.onOpen === undefined) this.close(error);
      else this.#handler.onOpen?.(error);
    });
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
    this.#server.leg?.destroy();
  }

  // ---- the rest

  #leg(side: Side): SocketLeg | undefined {
    return side === CLIENT ? this.#client : this.#server.leg;
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
    if (!this.#securing[SERVER]) this.#server.leg?.resume(SECURING);
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
    this.#server.leg?.handOver(heads?.server);
    this.#call(() => next.onStart?.());
    this.#client.deliver();
    this.#server.leg?.deliver();
    // After the bytes that were handed over: what they began is finished.
    if (this.#draining && this.#handler === next) this.#call(() => next.onDrain?.());
  }

  /** Timers, questions and holds belong to a handler. */
  #forget(): void {
    this.#timers.clear();
    this.#asked.drop();
    this.#server.forgetHold();
  }

  #depart(): void {
    if (this.#departed) return;
    this.#departed = true;
    const last = this.#handler;
    const why = this.#why;
    this.#handler = nobody;
    this.#forget();
    this.#server.stopDial();
    this.#server.giveBack();
    this.#securing.fill(false);
    if (why !== undefined) this.#engine.events.closedWith(this.connection, why);
    this.#lastCall(last, why);
    this.#client.leave(this.#engine.linger);
    this.#server.leg?.leave(this.#engine.linger);
    if (!this.#client.alive && this.#server.leg?.alive !== true) this.#finished();
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

  #abandonServer(): void {
    this.#securing[SERVER] = false;
    this.#server.clear();
    // What waited for the server that is left no longer slows the client down.
    this.#client.resume(FULL);
  }

  #finished(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#engine.gone(this);
  }
}
