import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { CLIENT, ProxyError, type Leg, type Side, type TlsParams } from '@weir/core';
import { brokenError } from './errors.ts';
import { FULL, HELD, LEAVING, OVERFULL, QUEUED, SECURING, type HighWater, type LegOwner } from './leg-owner.ts';
import { linger, type Linger } from './linger.ts';
import { Loans } from './loans.ts';
import { outbox } from './outbox.ts';
import { readInto, ReadMemory, slabs } from './reads.ts';
import { resetSocket } from './reset-socket.ts';
import { hearSocket, type SocketEar } from './socket-events.ts';
import { watchHandshake } from './tls-handshake.ts';
import type { Wire } from './wire.ts';

/** So much is written at once: it is worth a call of its own, and back-pressure is to be noticed early. */
const directBytes = 16 * 1024;

/** One side of a connection over a socket: order of delivery, pauses, ends. Knows no handler. */
export class SocketLeg implements SocketEar {
  facts: Leg;
  /** How it was made secure, where it is a server's. */
  tlsParams: TlsParams | undefined;
  /** Something was sent to it since it has its present owner. */
  used = true;
  /** When its last exchange was over; the keeper of idle legs' own. */
  idleSince = 0;
  readonly #side: Side;
  readonly #limits: HighWater;
  #owner: LegOwner | undefined;
  #socket: Socket;
  /** What the present socket is TLS over, where it is: TCP, or TLS itself. */
  #under: Socket | undefined;
  readonly #tcp: Socket;
  #reasons = 0;
  #queue: Uint8Array[] = [];
  #unsent: Uint8Array[] = [];
  #unsentBytes = 0;
  #writable = true;
  #wantsEnd = false;
  #full = false;
  #endSeen = false;
  #endTold = false;
  #error: ProxyError | undefined;
  #errorTold = false;
  /** Its handler waits for nothing that the peer still says. */
  #isStopped = false;
  /** Will be destroyed without more being done. */
  #isFalling = false;
  /** Of one that was parked: so many turns of the outbox until the first write. Before it, whatever comes is nobody's answer. */
  #turnsToWrite = 0;
  readonly #reads = new ReadMemory();
  readonly #loans = new Loans(slabs);
  /** Told of what the peer still says after our farewell. */
  #drop: ((length: number) => void) | undefined;
  readonly #onData = (bytes: Uint8Array): void => void this.#read(bytes.length, bytes);
  readonly #onRead = (length: number): boolean => this.#read(length);

  constructor(side: Side, { socket, tcp, rest }: Wire, facts: Leg, owner: LegOwner, limits: HighWater) {
    this.#side = side;
    this.#socket = socket;
    this.#under = socket === tcp ? undefined : tcp;
    this.#tcp = tcp;
    if (socket !== tcp) this.#reads.leave();
    if (rest !== undefined) this.prepend(rest);
    this.facts = facts;
    this.#owner = owner;
    this.#limits = limits;
  }

  /** The socket is not closed yet. */
  get alive(): boolean {
    return !this.#socket.destroyed;
  }

  /** More than the high-water mark waits for this peer. */
  get isFull(): boolean {
    return this.#full;
  }

  /** Bytes on the wire so far. */
  get traffic(): { readonly read: number; readonly written: number } {
    return { read: this.#tcp.bytesRead, written: this.#tcp.bytesWritten };
  }

  /** Open both ways, and nothing waits in either direction; a write whose end was not told yet (TLS) is one that the peer has answered. */
  get isIdle(): boolean {
    const busy = SECURING | QUEUED | LEAVING;
    if (!this.alive || !this.#writable || this.#endSeen || this.#error !== undefined || (this.#reasons & busy) !== 0) return false;
    return !this.#full && this.#queue.length === 0 && this.#unsent.length === 0 && (this.#under !== undefined || this.#socket.writableLength === 0);
  }

  /** Goes on for another destination, or another connection, which `facts` are about. Holds and stops were the last one's. */
  serve(facts: Leg, owner: LegOwner): void {
    this.facts = facts;
    this.#owner = owner;
    this.#isStopped = false;
    this.resume(HELD);
  }

  /** Is heard by `keeper` until it serves again. Nothing of its last connection slows it down. */
  waits(keeper: LegOwner): void {
    this.used = false;
    this.#turnsToWrite = 0;
    this.resume(FULL | OVERFULL);
    this.serve({ ...this.facts }, keeper);
  }

  /** After it has waited. It is read, whatever pauses it, until its first write, which waits for one more look at what has come. */
  settles(facts: Leg, owner: LegOwner, reasons: number): void {
    this.#turnsToWrite = 2;
    this.pause(reasons);
    this.serve(facts, owner);
  }

  /** Begins to read, unless something pauses it. Apart from the constructor: the owner must know the leg before the first event. */
  start(): void {
    this.#attach(this.#socket);
  }

  receive(bytes: Uint8Array): void {
    this.#owner?.received(this.#side, bytes);
  }

  send(bytes: Uint8Array): void {
    if (!this.#writable || bytes.length === 0) return;
    this.used = true;
    if (this.#unsent.push(this.#loans.keep(bytes, this.#socket.writableLength)) === 1) outbox.add(this);
    this.#unsentBytes += bytes.length;
    if (this.#unsentBytes >= directBytes && this.#turnsToWrite === 0) this.#write();
  }

  /** So much was read, into the memory of reads where there are no `bytes`. False: enough, for now. */
  #read(length: number, bytes?: Uint8Array): boolean {
    if (this.#turnsToWrite > 0) this.#isStale();
    else if (this.#reasons === 0 && bytes !== undefined) this.receive(bytes);
    else if (this.#reasons === 0) this.#reads.deliver(length, deliverTo, this);
    else if ((this.#reasons & LEAVING) !== 0) this.#drop?.(length);
    else this.#queue.push(bytes ?? this.#reads.copy(length));
    return this.#reasons === 0 || (this.#reasons & LEAVING) !== 0;
  }

  /** Writes what was sent in this turn. */
  flush(): void {
    if (this.#turnsToWrite > 1 && this.#unsent.length > 0) {
      this.#turnsToWrite--;
      outbox.add(this);
    } else this.#write();
  }

  #write(): void {
    const unsent = this.#unsent;
    if (unsent.length === 0) return;
    if (this.#turnsToWrite > 0 && this.#reasons !== 0) this.#socket.pause();
    this.#turnsToWrite = 0;
    this.#unsent = [];
    this.#unsentBytes = 0;
    const socket = this.#socket;
    const last = unsent.length - 1;
    const isEmpty = this.#isEmpty;
    if (isEmpty) this.#loans.end();
    if (last > 0) {
      socket.cork();
      for (let i = 0; i < last; i++) socket.write(unsent[i]!);
    }
    socket.write(unsent[last]!, this.#loans.begin(!isEmpty));
    if (last > 0) socket.uncork();
    // A write that the kernel took at once leaves nothing behind, whatever its length.
    const waiting = socket.writableLength;
    if (this.#isEmpty) this.#loans.end();
    const highWater = this.#under === undefined ? this.#limits.highWater : this.#limits.tlsHighWater;
    if (waiting < highWater) return;
    if (!this.#full) {
      this.#full = true;
      this.#owner?.full(this.#side);
    }
    if (waiting >= 4 * highWater) this.#owner?.overfull(this.#side);
  }

  end(): void {
    if ((this.#reasons & SECURING) !== 0) this.#wantsEnd = true;
    if (!this.#writable) return;
    this.#write();
    this.#writable = false;
    this.#socket.end();
  }

  /** RST. Only `gone` follows. */
  reset(): void {
    if ((this.#reasons & LEAVING) !== 0) return;
    this.#write();
    this.socketDrained();
    this.#reasons = LEAVING;
    this.#queue = [];
    this.#writable = false;
    this.#isFalling = resetSocket(this.#socket, this.#under, this.#tcp);
  }

  /** Closes at once, and no event follows. */
  abandon(): void {
    this.#write();
    this.#owner = undefined;
    this.#writable = false;
    this.#socket.on('error', ignore);
    this.destroy();
  }

  /** What the peer still says, its end included, is not waited for by `leave`. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Flushes what was sent, ends, and closes when the peer has, or the bounds of `bounds` are reached. Only `gone` follows. */
  leave(bounds: Linger): void {
    if ((this.#reasons & LEAVING) !== 0) return;
    this.#write();
    this.#turnsToWrite = 0;
    // Where nothing can come, or nothing is waited for, closing says our end too, after all that the kernel has.
    const atOnce = (this.#reasons & SECURING) !== 0 || (this.#isEmpty && (this.#endSeen || this.#isStopped));
    this.#reasons = LEAVING;
    this.#queue = [];
    this.#writable = false;
    if (atOnce) this.#socket.destroy();
    else this.#drop = linger(this.#socket, bounds);
  }

  destroy(): void {
    if (!this.#isFalling) this.#socket.destroy();
  }

  /** For one reason, several, or none. */
  pause(reason: number): void {
    if (this.#reasons === 0 && reason !== 0 && this.#turnsToWrite === 0) this.#socket.pause();
    this.#reasons |= reason;
  }

  resume(reason: number): void {
    if ((this.#reasons & reason) === 0) return;
    this.#reasons &= ~reason;
    if (this.#reasons !== 0) return;
    if (this.#queue.length === 0 && !this.#endSeen) {
      this.#socket.resume();
      return;
    }
    this.#reasons = QUEUED;
    process.nextTick(deliverLater, this);
  }

  /** Bytes that a handler took and gives to the next one: before all others. */
  prepend(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#queue.unshift(slabs.lentOf(bytes) === undefined ? bytes : Buffer.from(bytes));
  }

  /** To the next handler: the bytes that were read before, the ends again that were told already, and no hold or stop of the previous one's. */
  handOver(head: Uint8Array | undefined): void {
    this.#endTold = false;
    this.#errorTold = false;
    this.#isStopped = false;
    if (head !== undefined) this.prepend(head);
    this.resume(HELD);
  }

  /** Delivers what waits, unless it is held. */
  deliver(): void {
    if ((this.#reasons & LEAVING) !== 0) return;
    this.#reasons &= ~QUEUED;
    while (this.#reasons === 0) {
      const bytes = this.#queue.shift();
      if (bytes === undefined) break;
      this.#owner?.received(this.#side, bytes);
    }
    if (this.#reasons === 0 && this.#endSeen) this.#tellEnd();
    if (this.#error !== undefined && (this.#reasons & LEAVING) === 0) this.#tellError(this.#error);
    if (this.#reasons === 0) this.#socket.resume();
  }

  /**
   * Makes this side a TLS side; paused with SECURING by the owner. `wrap` is given what is under it and the bytes read but not delivered.
   * `done` is called once, not within the call; with an error or none where the peer just went away. The side is then gone.
   */
  secure(wrap: (under: Socket, unread: readonly Uint8Array[]) => TLSSocket, ms: number, done: (ok: boolean, socket: TLSSocket, error?: unknown) => void): void {
    this.#write();
    const unread = this.#queue;
    this.#queue = [];
    const under = this.#socket;
    this.#reads.leave();
    under.off('data', this.#onData);
    const secured = wrap(under, unread);
    this.#writable = false;
    this.#under = under;
    this.#socket = secured;
    watchHandshake(secured, this.#side === CLIENT ? 'client' : 'server', ms, (ok, error) => {
      if (ok) this.#secured(secured);
      done(ok, secured, error);
      if (ok) return;
      this.#loans.close();
      this.#owner?.gone(this.#side);
    });
  }

  #secured(socket: TLSSocket): void {
    this.#writable = (this.#reasons & LEAVING) === 0;
    if (this.#wantsEnd) process.nextTick(() => this.end());
    this.#attach(socket);
  }

  #attach(socket: Socket): void {
    if (readInto(socket, this.#onRead)) {
      const early = socket.read() as Uint8Array | null;
      if (early !== null) this.#queue.push(early);
    } else {
      socket.on('data', this.#onData);
    }
    if (this.#queue.length > 0) {
      this.#reasons |= QUEUED;
      process.nextTick(deliverLater, this);
    }
    if (this.#reasons !== 0) socket.pause();
    // A TCP socket reads by itself, unless it was paused before; to make its stream flow is for those who wait for data events.
    else if (socket !== this.#tcp || socket.isPaused()) socket.resume();
    hearSocket(socket, this, socket !== this.#tcp);
  }

  // ---- what its sockets tell; one that TLS has taken over is of no interest

  socketEnded(socket: Socket): void {
    if (socket !== this.#socket) return;
    if (this.#turnsToWrite > 0) return this.#isStale();
    this.#endSeen = true;
    // Node tells the end of an empty stream even while it is paused.
    if (this.#reasons === 0) this.#tellEnd();
  }

  #tellEnd(): void {
    if (this.#endTold) return;
    this.#endTold = true;
    if (this.facts.state === 'open') this.facts.state = 'ended';
    this.#owner?.ended(this.#side);
  }

  #isStale(): void {
    this.#broke(new ProxyError('closed-early', 'The server ended, or said something, before it was asked.'));
  }

  #broke(error: ProxyError): void {
    if (this.#error !== undefined || (this.#reasons & LEAVING) !== 0) return;
    this.#error = error;
    this.#writable = false;
    this.#queue = [];
    this.#unsent = [];
    this.facts.state = 'failed';
    this.facts.error = error;
    this.#socket.destroy();
    this.socketDrained();
    this.#tellError(error);
  }

  #tellError(error: ProxyError): void {
    if (this.#errorTold) return;
    this.#errorTold = true;
    this.#owner?.broken(this.#side, error);
  }

  /** The kernel has all that was written. Not to be told of TLS, whose socket does not know what is under it. */
  get #isEmpty(): boolean {
    return this.#under === undefined && this.#socket.writableLength === 0;
  }

  socketDrained(): void {
    if (this.#isEmpty) this.#loans.end();
    if (!this.#full) return;
    this.#full = false;
    this.#owner?.drained(this.#side);
  }

  socketFailed(socket: Socket, error: unknown): void {
    if (socket === this.#socket) this.#broke(brokenError(this.#side === CLIENT ? 'client' : 'server', error));
  }

  socketClosed(socket: Socket): void {
    if (socket !== this.#socket) return;
    if ((this.#reasons & LEAVING) === 0 && !this.#endSeen) this.#broke(brokenError(this.#side === CLIENT ? 'client' : 'server', undefined));
    this.socketDrained();
    this.#reads.close();
    this.#loans.close();
    this.#owner?.gone(this.#side);
  }
}

function deliverTo(leg: SocketLeg, bytes: Uint8Array): void {
  leg.receive(bytes);
}

function deliverLater(leg: SocketLeg): void {
  leg.deliver();
}

function ignore(): void {
  // The side was given up: what its socket still reports is of no interest.
}
