import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { ProxyError, type Address, type Limits, type Via } from '@weir/core';
import { connectError } from './errors.ts';

/** Looks at an address about to be dialled for `client` (its IP); a ProxyError refuses it. Names are judged by what they resolve to. */
export type DialGuard = (ip: string, port: number, client: string) => ProxyError | undefined;

export interface DialerOptions {
  readonly limits: Limits;
  readonly guards?: readonly DialGuard[];
  /** Default: the system's resolver (dns.lookup). */
  readonly lookup?: LookupFunction;
}

export type Dialled = (error: ProxyError | undefined, socket: Socket | undefined) => void;

/** Opens TCP connections to servers, trying a name's addresses in turn (RFC 8305). */
export class Dialer {
  readonly #limits: Limits;
  readonly #guards: readonly DialGuard[];
  readonly #lookup: LookupFunction;

  constructor(options: DialerOptions) {
    this.#limits = options.limits;
    this.#guards = options.guards ?? [];
    this.#lookup = options.lookup ?? (systemLookup as LookupFunction);
  }

  /** `done` is called once and never within the call, or not at all after the function returned was called. */
  dial(to: Address, via: Via | undefined, client: string, done: Dialled): () => void {
    if (via !== undefined) return later(done, new ProxyError('upstream-refused', `A way through ${via.scheme} proxies is not available yet.`));
    const refused = this.#refuse(to, client);
    if (refused !== undefined) return later(done, refused);
    let socket: Socket;
    try {
      socket = connect({
        host: to.host,
        port: to.port,
        allowHalfOpen: true,
        noDelay: true,
        autoSelectFamily: true,
        lookup: this.#guarded(to.port, client),
        ...{ highWaterMark: this.#limits.highWater },
      });
    } catch (error) {
      // Node throws for ports and hosts that can be none.
      return later(done, new ProxyError('destination-unknown', `This is no address to connect to: ${to.host}:${to.port}.`, { cause: error }));
    }
    return watch(socket, to, this.#limits.connectMs, done);
  }

  #refuse(to: Address, client: string): ProxyError | undefined {
    // Node takes an empty host for localhost.
    if (to.host === '' || to.port === 0) return new ProxyError('destination-unknown', 'The destination has no host or no port.');
    return isIP(to.host) === 0 ? undefined : this.#judge(to.host, to.port, client);
  }

  #judge(ip: string, port: number, client: string): ProxyError | undefined {
    for (const guard of this.#guards) {
      const error = guard(ip, port, client);
      if (error !== undefined) return error;
    }
    return undefined;
  }

  /** A name may stand for good and bad addresses: only the good ones are dialled. */
  #guarded(port: number, client: string): LookupFunction {
    return (hostname, options, callback) => {
      this.#lookup(hostname, options, (error, found, family) => {
        if (error !== null) return callback(error, found, family);
        const all: readonly LookupAddress[] = typeof found === 'string' ? [{ address: found, family: family ?? 4 }] : found;
        const good = all.filter((each) => this.#judge(each.address, port, client) === undefined);
        const [first] = good;
        if (first === undefined) {
          const why = all[0] === undefined ? undefined : this.#judge(all[0].address, port, client);
          return callback(why ?? new ProxyError('dns-failure', `The name ${hostname} has no address.`), []);
        }
        if (typeof found === 'string') return callback(null, first.address, first.family);
        return callback(null, good);
      });
    };
  }
}

function watch(socket: Socket, to: Address, connectMs: number, done: Dialled): () => void {
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

function later(done: Dialled, error: ProxyError): () => void {
  let wanted = true;
  process.nextTick(() => {
    if (wanted) done(error, undefined);
  });
  return () => {
    wanted = false;
  };
}

function ignore(): void {
  // What follows the first failure says nothing new.
}
