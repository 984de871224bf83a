import { isIPv4 } from 'node:net';
import { SERVER, sameVia, type Address, type Connection, type Leg, type ProxyError, type TlsParams, type Via } from '@weir/core';
import { askerOf } from './dialer.ts';
import type { Engine } from './engine.ts';
import { plainIp } from './ip.ts';
import { HELD, type LegOwner } from './leg-owner.ts';
import { SocketLeg } from './socket-leg.ts';
import { soon } from './soon.ts';
import type { Wire } from './wire.ts';

/** Whose place it is. */
export interface PlaceOwner extends LegOwner {
  /** Why a leg that comes is not read at first, as bits; its handler may hold it besides. */
  readonly serverWaits: number;
  /** Answers `open`; never within it. */
  opened(error?: ProxyError): void;
}

/** Where a connection's server leg is: none, one that is dialled, one that is there. */
export class ServerPlace {
  leg: SocketLeg | undefined;
  readonly #engine: Engine;
  readonly #connection: Connection;
  readonly #owner: PlaceOwner;
  #cancelDial: (() => void) | undefined;
  /** A hold between `open` and its answer. */
  #isHeld = false;

  constructor(engine: Engine, connection: Connection, owner: PlaceOwner) {
    this.#engine = engine;
    this.#connection = connection;
    this.#owner = owner;
  }

  get isDialling(): boolean {
    return this.#cancelDial !== undefined;
  }

  hold(): void {
    if (this.leg === undefined) this.#isHeld = true;
    else this.leg.pause(HELD);
  }

  release(): void {
    this.#isHeld = false;
    this.leg?.resume(HELD);
  }

  /** Whether the present leg goes on for any destination by `via`: a proxy that is given requests is at its other end, open, and nothing of it waits to be heard. */
  mayServe(via: Via | undefined): boolean {
    return via?.forward === true && this.leg?.isIdle === true && sameVia(this.leg.facts.via, via);
  }

  /** The caller has cleared the place, but for a leg that may serve. */
  open(to: Address, via: Via | undefined): void {
    const { dialer } = this.#engine;
    const kept = this.leg;
    const facts: Leg = { address: to, state: 'opening', ...(via && { via }), ...(kept && { reused: true }) };
    this.#connection.server = facts;
    kept?.serve(facts, this.#owner);
    this.#cancelDial = kept === undefined
      ? dialer.dial(to, via, askerOf(this.#connection), (error, wire) => this.#dialled(facts, error, wire))
      : soon(() => this.#answer(facts));
  }

  /** The caller clears the place between finding one and this. */
  settle(leg: SocketLeg): void {
    const { address, via, ip, bound, tls } = leg.facts;
    const facts: Leg = { address, state: 'open', ...(via && { via }), ...(ip !== undefined && { ip }), ...(bound && { bound }), ...(tls && { tls }), reused: true, parked: true };
    this.#connection.server = facts;
    this.leg = leg;
    leg.settles(facts, this.#owner, this.#owner.serverWaits);
    this.#engine.events.serverReused(this.#connection, facts);
  }

  /** A leg that was parked for what is wanted, not ours yet. */
  find(to: Address, via: Via | undefined, tls: TlsParams | undefined): SocketLeg | undefined {
    const { parked, dialer } = this.#engine;
    return parked.take({ to, via, tls, permits: (ip) => ip === undefined || dialer.permits(to, ip, askerOf(this.#connection)) });
  }

  park(): void {
    if (this.leg !== undefined && this.#engine.parked.park(this.leg)) this.leg = undefined;
  }

  /** A leg that waited for this connection and was not needed waits for another. */
  giveBack(): void {
    if (this.leg?.used === false) this.park();
  }

  stopDial(): void {
    this.#cancelDial?.();
    this.#cancelDial = undefined;
  }

  /** Holds are their handler's. */
  forgetHold(): void {
    this.#isHeld = false;
  }

  clear(): void {
    this.stopDial();
    this.#isHeld = false;
    this.giveBack();
    this.leg?.abandon();
    this.leg = undefined;
  }

  #dialled(facts: Leg, error?: ProxyError, wire?: Wire): void {
    if (error === undefined && wire !== undefined) {
      locate(facts, wire);
      const leg = new SocketLeg(SERVER, wire, facts, this.#owner, this.#engine.limits);
      leg.pause(this.#owner.serverWaits | (this.#isHeld ? HELD : 0));
      this.#isHeld = false;
      this.leg = leg;
      // Nothing is read before the next tick: the handler may hold or secure the leg at once.
      leg.start();
    }
    this.#answer(facts, error);
  }

  #answer(facts: Leg, error?: ProxyError): void {
    const isNew = facts.reused !== true;
    this.#cancelDial = undefined;
    facts.state = error === undefined ? 'open' : 'failed';
    if (error !== undefined) {
      facts.error = error;
      this.#engine.events.serverFailed(this.#connection, facts);
    } else if (isNew) {
      this.#engine.events.serverConnected(this.#connection, facts);
    }
    this.#owner.opened(error);
  }
}

/** Writes down which address was dialled, and from which. A proxy's is not the server's. */
function locate(facts: Leg, { tcp }: Wire): void {
  const { localAddress, localPort } = tcp;
  if (facts.via === undefined) {
    // One that was asked for by its address is there: the system need not be asked.
    const ip = isIPv4(facts.address.host) ? facts.address.host : tcp.remoteAddress;
    if (ip !== undefined) facts.ip = ip;
  }
  if (localAddress !== undefined && localPort !== undefined) facts.bound = { host: plainIp(localAddress), port: localPort };
}
