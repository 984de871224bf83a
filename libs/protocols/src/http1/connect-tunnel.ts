import { CLIENT, SERVER, authority, type ProxyError, type Route } from '@weir/core';
import { errorPage } from './error-page.ts';
import type { Http1Parts } from './options.ts';
import type { Origin, Target } from './target.ts';
import type { Upstream } from './upstream.ts';

const CONNECTED = Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n', 'latin1');

/** What a CONNECT asks for (RFC 9110, 9.3.6): its destination is reached, then whoever detects what goes through has the connection. */
export class ConnectTunnel {
  readonly #parts: Http1Parts;
  readonly #upstream: Upstream;
  /** The open that is under way, or was answered, is that of a CONNECT. */
  #opening = false;

  constructor(parts: Http1Parts, upstream: Upstream) {
    this.#parts = parts;
    this.#upstream = upstream;
  }

  /** `pending`: ask again after the next onOpen. Undefined: there is nothing more to wait for. An error: the destination cannot be reached. */
  reach({ origin, here }: Target): ProxyError | 'pending' | undefined {
    const { conn, options } = this.#parts;
    if (here) {
      this.#leaveServer();
      return undefined;
    }
    if (!this.#opening) {
      // A leg to another server is left by opening the new one, whatever the strategy.
      if (options.connectionStrategy === 'lazy' && conn.server === undefined) return undefined;
      this.#opening = true;
      return this.#upstream.connect(origin);
    }
    const found = this.#upstream.reached();
    if (found === 'pending') return found;
    this.#opening = false;
    if (found !== undefined) this.#upstream.lost();
    return found;
  }

  /** A leg that is there is another server's, and what is inside is not for it. */
  #leaveServer(): void {
    const { conn, io } = this.#parts;
    if (conn.server === undefined) return;
    io.reset(SERVER);
    delete conn.server;
  }

  /** Tells the client that it may speak, and hands the connection on with the bytes that came after its request. */
  establish({ address }: Origin, rest: Buffer | undefined): void {
    const { conn, io, protocols, route } = this.#parts;
    conn.destination = address;
    const head = withoutBlankLine(rest);
    io.send(CLIENT, CONNECTED);
    const inside: Route = {
      stack: 'detect', form: 'origin', auth: 'none', serverTls: 'mirror',
      ...(route.egress !== undefined && { egress: route.egress }),
      ...(conn.client.tls !== undefined && { outerTls: conn.client.tls }),
    };
    io.become(protocols.start(conn, io, inside), head === undefined ? {} : { client: head });
  }

  /** Tells the client that its destination was not reached. It may ask for another on this connection, unless that is to `close`. */
  refuse({ address }: Origin, error: ProxyError, close: boolean): void {
    const advice = 'If this server is not to be reached, the option connection_strategy=lazy spares the attempt.';
    const message = `Cannot connect to ${authority(address.host, address.port)}: ${error.message} ${advice}`;
    this.#parts.io.send(CLIENT, errorPage({ status: 502, message, close, headOnly: false }));
  }
}

/** Some clients end a CONNECT as if it had a body. */
function withoutBlankLine(rest: Buffer | undefined): Buffer | undefined {
  if (rest === undefined || rest[0] !== 0x0d || rest[1] !== 0x0a) return rest;
  return rest.length === 2 ? undefined : rest.subarray(2);
}
