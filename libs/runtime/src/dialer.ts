import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { ProxyError, sameAddress, type Address, type Connection, type Limits, type Protocols, type Via } from '@weir/core';
import { connectError } from './errors.ts';
import { dialThrough } from './proxy-dial.ts';
import { soon } from './soon.ts';
import type { TlsClient } from './tls-client.ts';
import type { Connected, Dialled } from './wire.ts';

/** Looks at an address about to be dialled for `client` (its IP); a ProxyError refuses it. Names are judged by what they resolve to. */
export type DialGuard = (ip: string, port: number, client: string) => ProxyError | undefined;

/** For whom something is dialled. */
export interface Asker {
  /** The client's. */
  readonly ip: string;
  /** Where the configuration sends it, whoever it is: only `own` judges that. */
  readonly configured?: Address | undefined;
}

export function askerOf({ client, configured }: Connection): Asker {
  return { ip: client.address.host, configured };
}

export interface DialerOptions {
  readonly limits: Limits;
  readonly guards?: readonly DialGuard[];
  /** Refuses our own listeners: the one guard that judges proxies on the way, too, which the configuration names. */
  readonly own?: DialGuard;
  /** For proxies that are spoken to in TLS. */
  readonly tls: TlsClient;
  /** How a proxy is asked for a tunnel. */
  readonly tunnel?: Protocols['tunnel'] | undefined;
  /** Default: the system's resolver (dns.lookup). */
  readonly lookup?: LookupFunction;
}

/** Opens connections to servers, directly or through a proxy, trying a name's addresses in turn (RFC 8305). */
export class Dialer {
  readonly #limits: Limits;
  readonly #guards: readonly DialGuard[];
  readonly #own: readonly DialGuard[];
  readonly #tls: TlsClient;
  readonly #tunnel: Protocols['tunnel'] | undefined;
  readonly #lookup: LookupFunction;

  constructor(options: DialerOptions) {
    this.#limits = options.limits;
    this.#own = options.own === undefined ? [] : [options.own];
    this.#guards = [...this.#own, ...(options.guards ?? [])];
    this.#tls = options.tls;
    this.#tunnel = options.tunnel;
    this.#lookup = options.lookup ?? (systemLookup as LookupFunction);
  }

  /** `done` is called once and never within the call, or not at all after the function returned was called. */
  dial(to: Address, via: Via | undefined, { ip: client, configured }: Asker, done: Dialled): () => void {
    const guards = sameAddress(to, configured) ? this.#own : this.#guards;
    if (via === undefined) return this.#connect(to, client, guards, (error, socket) => done(error, socket && { socket, tcp: socket }));
    const dialogue = via.forward === true ? undefined : (this.#tunnel?.(to, via) ?? new ProxyError('internal', `Nobody knows how to ask ${via.scheme} proxies here.`));
    if (dialogue instanceof ProxyError) return later(done, dialogue);
    const connect = (connected: Connected): (() => void) => this.#connect(via.address, client, this.#own, connected);
    return dialThrough({ to, via, dialogue, connect, tls: this.#tls, limits: this.#limits }, done);
  }

  /** Whether `dial` would connect to this address of `to`. */
  permits(to: Address, ip: string, { ip: client, configured }: Asker): boolean {
    return judge(ip, to.port, client, sameAddress(to, configured) ? this.#own : this.#guards) === undefined;
  }

  #connect(to: Address, client: string, guards: readonly DialGuard[], done: Connected): () => void {
    const refused = refuse(to, client, guards);
    if (refused !== undefined) return later(done, refused);
    let socket: Socket;
    try {
      socket = connect({
        host: to.host,
        port: to.port,
        allowHalfOpen: true,
        noDelay: true,
        autoSelectFamily: true,
        lookup: this.#guarded(to.port, client, guards),
        ...{ highWaterMark: this.#limits.highWater },
      });
    } catch (error) {
      // Node throws for ports and hosts that can be none.
      return later(done, new ProxyError('destination-unknown', `This is no address to connect to: ${to.host}:${to.port}.`, { cause: error }));
    }
    return watch(socket, to, this.#limits.connectMs, done);
  }

  /** A name may stand for good and bad addresses: only the good ones are dialled. */
  #guarded(port: number, client: string, guards: readonly DialGuard[]): LookupFunction {
    return (hostname, options, callback) => {
      this.#lookup(hostname, options, (error, found, family) => {
        if (error !== null) return callback(error, found, family);
        const all: readonly LookupAddress[] = typeof found === 'string' ? [{ address: found, family: family ?? 4 }] : found;
        const good = all.filter((each) => judge(each.address, port, client, guards) === undefined);
        const [first] = good;
        if (first === undefined) {
          const why = all[0] === undefined ? undefined : judge(all[0].address, port, client, guards);
          return callback(why ?? new ProxyError('dns-failure', `The name ${hostname} has no address.`), []);
        }
        if (typeof found === 'string') return callback(null, first.address, first.family);
        return callback(null, good);
      });
    };
  }
}

function refuse(to: Address, client: string, guards: readonly DialGuard[]): ProxyError | undefined {
  // Node takes an empty host for localhost.
  if (to.host === '' || to.port === 0) return new ProxyError('destination-unknown', 'The destination has no host or no port.');
  return isIP(to.host) === 0 ? undefined : judge(to.host, to.port, client, guards);
}

function judge(ip: string, port: number, client: string, guards: readonly DialGuard[]): ProxyError | undefined {
  for (const guard of guards) {
    const error = guard(ip, port, client);
    if (error !== undefined) return error;
  }
  return undefined;
}

function watch(socket: Socket, to: Address, connectMs: number, done: Connected): () => void {
  const timer = setTimeout(() => {
    fail(new ProxyError('connect-timeout', `Cannot connect to ${to.host}:${to.port}: no answer within ${connectMs} ms.`));
  }, connectMs);

  function onConnect(): void {
    clearTimeout(timer);
    socket.off('error', fail);
    done(undefined, socket);
  }

  function fail(error: unknown): void {
    stop();
    done(connectError(error, to), undefined);
  }

  function stop(): void {
    clearTimeout(timer);
    socket.off('connect', onConnect).off('error', fail).on('error', ignore).destroy();
  }

  socket.once('connect', onConnect).once('error', fail);
  return stop;
}

function later(done: (error: ProxyError, nothing: undefined) => void, error: ProxyError): () => void {
  return soon(() => done(error, undefined));
}

function ignore(): void {
  // What follows the first failure says nothing new.
}
