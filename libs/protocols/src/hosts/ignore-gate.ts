import type { HandlerParts } from '../parts.ts';
import type { ClientHello } from '../tls/client-hello.ts';
import { candidates, type Said } from './candidates.ts';
import { HostHeader } from './host-header.ts';

/** Whether one connection is to be passed through: asked anew as more of it is known. Made only where a rule could say so. */
export class IgnoreGate {
  readonly #parts: HandlerParts;
  readonly #header: HostHeader;

  private constructor(parts: HandlerParts) {
    this.#parts = parts;
    this.#header = new HostHeader(parts.limits.headBytes);
  }

  /** Undefined where no rule could pass this connection through: nobody has one, nobody knows where it goes, or it goes nowhere. */
  static of(parts: HandlerParts): IgnoreGate | undefined {
    const { conn, options } = parts;
    if (options.hosts?.mayIgnore !== true || (conn.destination === undefined && conn.server === undefined) || mayNotPass(parts)) return undefined;
    return new IgnoreGate(parts);
  }

  /** The server is on its way: its address is a candidate, too. */
  get waitsForServer(): boolean {
    return this.#parts.conn.server?.state === 'opening';
  }

  /** What is known without the client. */
  get byAddress(): boolean {
    return this.#ignores({}, false);
  }

  /** The rest of a head is waited for, which names a host sooner or later. */
  get inHead(): boolean {
    return this.#header.inHead;
  }

  /** By what the client has said in the clear, which is no TLS; `final`: it says no more, or the server spoke first. */
  judge(bytes: Uint8Array, final: boolean): boolean | 'more' {
    if (!this.#header.read(bytes) && !final) return 'more';
    return this.#ignores({ host: this.#header.host }, true);
  }

  #ignores(said: Said, all: boolean): boolean {
    const { conn, route, options } = this.#parts;
    return options.hosts?.ignores(candidates(conn, route, said), all) === true;
  }
}

/** The same by a ClientHello; one that could not be read names nobody. */
export function ignoresHello(parts: HandlerParts, { sni }: ClientHello): boolean {
  const { conn, route, options } = parts;
  return options.hosts?.ignores(candidates(conn, route, { sni }), true) === true && !mayNotPass(parts);
}

/**
 * There is no server that it could be passed through to, or its client has not said yet who it is and will be asked in HTTP: a name in a Host or a
 * ClientHello, which it chooses itself, must not carry it past the question.
 */
export function mayNotPass({ conn, local, options, route }: HandlerParts): boolean {
  if (conn.destination !== undefined && local?.isFor(conn.destination.host) === true) return true;
  return options.authenticate && route.auth !== 'none' && route.stack !== 'tcp';
}
