import { keepLast, sameVia, type Address, type Limits, type Side, type TlsParams, type Via } from '@weir/core';
import type { Clock } from './clock.ts';
import type { LegOwner } from './leg-owner.ts';
import type { SocketLeg } from './socket-leg.ts';

/** A server that said what nobody asked for may do so again: so long none of its legs is kept. */
const distrustMs = 60_000;

type ParkedLimits = Pick<Limits, 'parkedLegs' | 'parkedEach' | 'parkedMs' | 'parkedQuietMs'>;

/** Which leg is asked for. */
export interface Wanted {
  readonly to: Address;
  readonly via: Via | undefined;
  /** Absent: without TLS. */
  readonly tls: TlsParams | undefined;
  /** Whether who asks may reach the address that was dialled; undefined where a proxy was asked to. */
  readonly permits: (ip: string | undefined) => boolean;
}

/**
 * Server legs that nobody uses, for the next connection to the same place (docs/adr/0009-parked-legs.md): a few for each destination, for a few
 * seconds. One that says anything meanwhile, or ends, is closed; none is given away before it has been silent for a while.
 */
export class ParkedLegs {
  readonly #limits: ParkedLimits;
  readonly #clock: Clock;
  /** By destination; the one that was parked last is the last. */
  readonly #byPlace = new Map<string, ParkedLeg[]>();
  /** Destinations, and when each may be trusted again; the one that was the last to lose trust is the last. */
  readonly #distrusted = new Map<string, number>();
  #size = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(limits: ParkedLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  get size(): number {
    return this.#size;
  }

  /** Takes the leg from its connection. False: it is not to be kept, and stays where it is. */
  park(leg: SocketLeg): boolean {
    const { parkedLegs, parkedEach, parkedMs, parkedQuietMs } = this.#limits;
    const now = this.#clock.now();
    // Who gives back what was not used has not made it younger.
    if (leg.used) leg.idleSince = now;
    if (this.#closed || parkedLegs === 0 || !leg.isIdle || now - leg.idleSince >= parkedMs) return false;
    const place = placeOf(leg.facts.address);
    if (this.#isDistrusted(place, now)) return false;
    const there = this.#byPlace.get(place) ?? [];
    // One that has not been silent for long enough is nearer to its use than the new one.
    if (there.length >= parkedEach && now - there[0]!.leg.idleSince < parkedQuietMs) return false;
    if (there.length >= parkedEach) this.#drop(place, there[0]!);
    else if (this.#size >= parkedLegs) this.#dropOne();
    const parked = new ParkedLeg(leg, (each) => this.#drop(place, each), () => this.#distrust(place));
    there.push(parked);
    this.#byPlace.set(place, there);
    this.#size++;
    this.#timer ??= setInterval(() => this.#sweep(), parkedMs / 4).unref();
    leg.waits(parked);
    return true;
  }

  /** The leg that was parked last of those that are wanted and have been silent for long enough; its owner is to be named by `serve`. */
  take({ to, via, tls, permits }: Wanted): SocketLeg | undefined {
    if (this.#size === 0) return undefined;
    const place = placeOf(to);
    const there = this.#byPlace.get(place);
    if (there === undefined) return undefined;
    const now = this.#clock.now();
    for (let i = there.length - 1; i >= 0; i--) {
      const { leg } = there[i]!;
      const fits = sameVia(leg.facts.via, via) && sameTls(leg.tlsParams, tls) && permits(leg.facts.ip);
      const idleMs = now - leg.idleSince;
      if (!fits || idleMs >= this.#limits.parkedMs || idleMs < this.#limits.parkedQuietMs || !leg.isIdle) continue;
      this.#remove(place, there[i]!);
      return leg;
    }
    return undefined;
  }

  /** Closes all, and keeps no more. */
  close(): void {
    this.#closed = true;
    for (const [place, there] of [...this.#byPlace]) for (const each of [...there]) this.#drop(place, each);
  }

  #isDistrusted(place: string, now: number): boolean {
    const until = this.#distrusted.get(place);
    if (until === undefined) return false;
    if (now < until) return true;
    this.#distrusted.delete(place);
    return false;
  }

  /** For all its legs. As many destinations are remembered as there may be legs. */
  #distrust(place: string): void {
    for (const each of [...this.#byPlace.get(place) ?? []]) this.#drop(place, each);
    keepLast(this.#distrusted, place, this.#clock.now() + distrustMs, this.#limits.parkedLegs);
  }

  #sweep(): void {
    const oldest = this.#clock.now() - this.#limits.parkedMs;
    for (const [place, there] of [...this.#byPlace]) {
      for (const each of [...there]) if (each.leg.idleSince <= oldest) this.#drop(place, each);
    }
  }

  /** Of the destination that was the first to have one. */
  #dropOne(): void {
    for (const [place, there] of this.#byPlace) return this.#drop(place, there[0]!);
  }

  #drop(place: string, parked: ParkedLeg): void {
    this.#remove(place, parked);
    parked.leg.abandon();
  }

  #remove(place: string, parked: ParkedLeg): void {
    const there = this.#byPlace.get(place);
    const at = there?.indexOf(parked) ?? -1;
    if (there === undefined || at < 0) return;
    there.splice(at, 1);
    if (there.length === 0) this.#byPlace.delete(place);
    this.#size--;
    if (this.#size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Hears a leg while it waits: whatever it says, it cannot be used after that. */
class ParkedLeg implements LegOwner {
  readonly leg: SocketLeg;
  readonly #drop: (parked: ParkedLeg) => void;
  readonly #distrust: () => void;

  constructor(leg: SocketLeg, drop: (parked: ParkedLeg) => void, distrust: () => void) {
    this.leg = leg;
    this.#drop = drop;
    this.#distrust = distrust;
  }

  /** A server may say why it closes (RFC 9110, 15.5.9). */
  received(_side: Side, bytes: Uint8Array): void {
    this.#drop(this);
    if (!/^HTTP\/1\.[01] 408\b/.test(Buffer.from(bytes.subarray(0, 13)).toString('latin1'))) this.#distrust();
  }

  ended(): void {
    this.#drop(this);
  }

  broken(): void {
    this.#drop(this);
  }

  gone(): void {
    this.#drop(this);
  }

  full(): void {}

  overfull(): void {}

  drained(): void {}
}

/** A host has no space. */
function placeOf({ host, port }: Address): string {
  return `${host} ${port}`;
}

/** Whether the handshakes would be the same: who is asked for, what is offered, whether the certificate is checked. */
function sameTls(a: TlsParams | undefined, b: TlsParams | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const [ours, theirs] = [a.alpn ?? [], b.alpn ?? []];
  return a.protocol === b.protocol && a.sni === b.sni && (a.verify ?? 'full') === (b.verify ?? 'full')
    && ours.length === theirs.length && ours.every((name, i) => name === theirs[i]);
}
