import type { LookupFunction, Socket } from 'node:net';
import { authority, defaultLimits, ProxyError, type Address, type Connection, type Limits, type ListenSpec, type Mode, type ModeConfig, type Protocols } from '@weir/core';
import { ListenError } from './acceptors/listen-error.ts';
import { listenTcp, type TcpListener } from './acceptors/tcp.ts';
import { systemClock, type Clock } from './clock.ts';
import { ConnectionCounts, type ProxyStats } from './connection-counts.ts';
import { ConnectionEvents } from './connection-events.ts';
import { ConnectionIo } from './connection-io.ts';
import { Dialer, type DialGuard } from './dialer.ts';
import type { Engine } from './engine.ts';
import { IdleWatch } from './idle-watch.ts';
import { plainIp } from './ip.ts';
import { defaultLinger, type Linger } from './linger.ts';
import type { EventLog } from './log.ts';
import { OwnAddresses } from './own-addresses.ts';
import { ParkedLegs } from './parked-legs.ts';
import { Questions, type Answerers } from './questions.ts';
import { RefusedClients } from './refused-clients.ts';
import { TlsClient, type ServerTlsOptions } from './tls-client.ts';
import type { LeafCertificates } from './tls-server.ts';

/** A mode and its configuration, in one hand so that their types fit. */
export interface ModeEntry<C extends ModeConfig = ModeConfig> {
  readonly mode: Mode<C>;
  readonly config: C;
}

export function modeEntry<C extends ModeConfig>(mode: Mode<C>, config: C): ModeEntry {
  return { mode, config } as unknown as ModeEntry;
}

export interface ProxyOptions {
  readonly modes: readonly ModeEntry[];
  readonly protocols: Protocols;
  readonly log: EventLog;
  readonly limits?: Limits;
  readonly linger?: Linger;
  /** Certificates for clients; without them a handler's `secure(CLIENT)` fails with `ca-unavailable`. */
  readonly certs?: LeafCertificates;
  /** TLS towards servers. */
  readonly tls?: ServerTlsOptions;
  readonly clock?: Clock;
  /** Who answers what handlers ask; `resolve` has the system's resolver by default. */
  readonly answerers?: Answerers;
  /** Refuses clients by their IP before anything is read (block_global, allow_clients): closed without a byte. */
  readonly admit?: (ip: string) => ProxyError | undefined;
  /** Refuses addresses about to be dialled (block_local_destinations), but for those that the configuration names. Our own listeners are always refused. */
  readonly guards?: readonly DialGuard[];
  readonly lookup?: LookupFunction;
  /** Where a redirected connection was going before (SO_ORIGINAL_DST, TPROXY). */
  readonly originalDestination?: (socket: Socket) => Address | undefined;
  readonly reusePort?: boolean;
  /** Client connections at a time, for each listener. Default 16384. */
  readonly maxConnections?: number;
}

export interface Listening {
  /** The mode's SPEC as given. */
  readonly mode: string;
  readonly transport: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

export interface Proxy {
  /** Opens all ports, or none: rejects with a ListenError. */
  listen(): Promise<readonly Listening[]>;
  /** Takes no more connections, lets the open ones finish for `limits.drainMs`, then closes them. */
  drain(): Promise<void>;
  /** Closes everything now. */
  close(): Promise<void>;
  /** Client connections open. */
  readonly connections: number;
  readonly addresses: readonly Listening[];
  /** What it has seen since it was made. */
  stats(): ProxyStats;
}

/** What a peer is granted to read our end when the process goes. */
const lastMs = 500;

let connectionsMade = 0;

export function createProxy(options: ProxyOptions): Proxy {
  return new TcpProxy(options);
}

class TcpProxy implements Proxy {
  readonly #options: ProxyOptions;
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #engine: Engine;
  readonly #own = new OwnAddresses();
  readonly #idle: IdleWatch;
  readonly #refused: RefusedClients;
  readonly #counts = new ConnectionCounts();
  readonly #open = new Map<ConnectionIo, number>();
  readonly #listeners: TcpListener[] = [];
  readonly #addresses: Listening[] = [];
  #draining = false;
  #whenEmpty: (() => void) | undefined;
  #dropping = false;

  constructor(options: ProxyOptions) {
    this.#options = options;
    const limits = (this.#limits = options.limits ?? defaultLimits);
    const clock = (this.#clock = options.clock ?? systemClock);
    this.#idle = new IdleWatch(limits.idleMs);
    this.#refused = new RefusedClients(options.log);
    const own: DialGuard = (ip, port) => this.#own.refuse(ip, port);
    const tls = new TlsClient(options.tls);
    const lookup = options.lookup === undefined ? {} : { lookup: options.lookup };
    const { tunnel } = options.protocols;
    this.#engine = {
      limits,
      clock,
      linger: options.linger ?? defaultLinger,
      dialer: new Dialer({ limits, own, tls, tunnel, ...(options.guards && { guards: options.guards }), ...lookup }),
      tls,
      questions: new Questions(options.answerers ?? {}, limits.connectMs, options.lookup),
      events: new ConnectionEvents(options.log, this.#counts),
      parked: new ParkedLegs(limits, clock),
      leaf: (request) => {
        if (request === undefined || options.certs === undefined) throw new ProxyError('ca-unavailable', 'There is no authority here to sign a certificate.');
        return options.certs.context(request);
      },
      gone: (io) => this.#gone(io),
    };
  }

  get connections(): number {
    return this.#open.size;
  }

  get addresses(): readonly Listening[] {
    return this.#addresses;
  }

  stats(): ProxyStats {
    return this.#counts.stats(this.#open.size);
  }

  async listen(): Promise<readonly Listening[]> {
    try {
      for (const entry of this.#options.modes) {
        for (const spec of entry.mode.listen(entry.config)) await this.#listen(entry, spec);
      }
    } catch (error) {
      this.#stopListening();
      this.#addresses.length = 0;
      throw error;
    }
    for (const { mode, transport, address, port } of this.#addresses) {
      this.#options.log.event('info', 'listening', { mode, transport, address, port }, `${mode} listens on ${authority(address, port)} (${transport})`);
    }
    return this.#addresses;
  }

  async drain(): Promise<void> {
    this.#stopListening();
    this.#draining = true;
    this.#engine.parked.close();
    this.#options.log.event('info', 'drain', { connections: this.#open.size }, `draining ${this.#open.size} connections`);
    for (const io of [...this.#open.keys()]) io.drain();
    await this.#empty(this.#limits.drainMs);
    await this.close();
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#refused.sum();
    this.#draining = true;
    this.#engine.parked.close();
    for (const io of [...this.#open.keys()]) io.finish(new ProxyError('shutdown', 'The proxy shuts down.'));
    await this.#empty(lastMs);
    for (const io of [...this.#open.keys()]) io.destroy();
    await this.#empty(lastMs);
  }

  async #listen(entry: ModeEntry, spec: ListenSpec): Promise<void> {
    const name = entry.config.spec;
    if (spec.via !== 'tcp') throw new ListenError('ENOTSUP', `${name}: listening by ${spec.via} is not available here.`);
    if (spec.originalDestination === true && this.#options.originalDestination === undefined) {
      throw new ListenError('ENOTSUP', `${name}: the original destination of redirected connections cannot be read here.`);
    }
    const listener = await listenTcp({
      host: spec.host,
      port: spec.port,
      spec: name,
      highWater: this.#limits.highWater,
      reusePort: this.#options.reusePort ?? false,
      maxConnections: this.#options.maxConnections ?? 16_384,
      onConnection: (socket) => this.#accept(entry, spec.originalDestination === true, socket),
      onDropped: () => this.#dropped(name),
      onError: (error) => this.#options.log.event('error', 'listen-failed', { mode: name }, `${name}: ${error.message}`),
    });
    this.#listeners.push(listener);
    this.#own.add(listener.port);
    this.#addresses.push({ mode: name, transport: 'tcp', address: listener.address, port: listener.port });
  }

  #accept(entry: ModeEntry, redirected: boolean, socket: Socket): void {
    const { remoteAddress, remotePort, localAddress, localPort } = socket;
    if (remoteAddress === undefined || remotePort === undefined || this.#draining) {
      // Gone before it was looked at.
      socket.on('error', ignore).destroy();
      return;
    }
    const host = plainIp(remoteAddress);
    const refused = this.#options.admit?.(host);
    if (refused !== undefined) {
      this.#counts.refused++;
      this.#refused.add(entry.config.spec, host, refused);
      socket.on('error', ignore).destroy();
      return;
    }
    this.#dropping = false;
    const connection: Connection = {
      id: (++connectionsMade).toString(36),
      mode: entry.config.spec,
      transport: 'tcp',
      local: { host: plainIp(localAddress ?? ''), port: localPort ?? 0 },
      client: { address: { host, port: remotePort }, state: 'open' },
    };
    const destination = redirected ? this.#options.originalDestination?.(socket) : undefined;
    if (destination !== undefined) connection.destination = destination;
    const io = new ConnectionIo(this.#engine, connection, socket);
    this.#open.set(io, this.#clock.now());
    this.#idle.add(io);
    this.#engine.events.clientConnected(connection);
    io.run(() => entry.mode.accept(connection, io, entry.config, this.#options.protocols));
  }

  #gone(io: ConnectionIo): void {
    const since = this.#open.get(io);
    if (since === undefined) return;
    this.#open.delete(io);
    this.#idle.delete(io);
    this.#engine.events.clientDisconnected(io.connection, this.#clock.now() - since, io.traffic.read, io.traffic.written);
    if (this.#open.size === 0) this.#whenEmpty?.();
  }

  /** Once until a connection is taken again: a flood must not fill the log too. */
  #dropped(mode: string): void {
    this.#counts.refused++;
    if (this.#dropping) return;
    this.#dropping = true;
    this.#options.log.event('warn', 'connections-full', { mode, connections: this.#open.size }, `${mode}: there are too many connections, new ones are closed`);
  }

  #stopListening(): void {
    for (const listener of this.#listeners.splice(0)) {
      listener.close();
      this.#own.delete(listener.port);
    }
  }

  /** Resolves when no connection is left, or after `ms`. */
  #empty(ms: number): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#whenEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function ignore(): void {
  // The client is not served: what happens to its socket is of no interest.
}
