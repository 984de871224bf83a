import type { Connection, LocalAnswers, Route } from '@weir/core';
import { clientTls } from '../client-tls.ts';
import { parseAuthority, type Authority } from './authority.ts';
import { violation } from './fields.ts';
import { throughEgress } from './forwarding.ts';
import type { RequestHead } from './head.ts';
import type { Origin, Target } from './target.ts';

/** Finds the targets of one connection's requests. Keeps the last Host it has read: it seldom changes. */
export class TargetFinder {
  readonly #conn: Connection;
  readonly #route: Route;
  readonly #local: LocalAnswers | undefined;
  #lastText = '';
  #last: Authority | undefined;
  #lastOrigin: Origin | undefined;

  /** `local`: what is answered here, wherever a connection leads. */
  constructor(conn: Connection, route: Route, local?: LocalAnswers) {
    this.#conn = conn;
    this.#route = route;
    this.#local = local;
  }

  /** Throws a ProxyError (400) where the request says nothing usable. */
  find(head: RequestHead): Target {
    const found = this.#find(head);
    return found.here || this.#route.egress === undefined ? found : throughEgress(found, head, this.#route, this.#conn);
  }

  #find(head: RequestHead): Target {
    const hostText = head.host < 0 ? undefined : head.headers[head.host + 1];
    // RFC 9112, 3.2: an invalid Host is an error whether it is used or not; an empty one is valid.
    const host = hostText === undefined || hostText === '' ? undefined : this.#read(hostText, 'Host field');
    if (head.form === 'authority') return this.#connect(head);
    const written = head.form === 'absolute' ? absolute(head) : undefined;
    const named = written === undefined ? host : this.#read(written.authority, 'request target');
    if (named !== undefined && this.#local?.isFor(named.host) === true) return this.#ours(head, hostText, named, written);
    return this.#route.form === 'absolute' ? this.#explicit(head, hostText, named, written) : this.#given(head, hostText, named, written);
  }

  /** No server's, whatever the route says of one: it is what the client calls it. */
  #ours(head: RequestHead, hostText: string | undefined, named: Authority, written: Absolute | undefined): Target {
    const scheme = written?.scheme ?? (clientTls(this.#conn, this.#route) === undefined ? 'http' : 'https');
    const port = named.port ?? (scheme === 'https' ? 443 : 80);
    return { ...target(head, hostText, written, this.#origin(named.host, port, false), scheme, named.host), here: true };
  }

  #explicit(head: RequestHead, hostText: string | undefined, named: Authority | undefined, written: Absolute | undefined): Target {
    if (named === undefined) throw violation('The request has no Host field: its destination is unknown.');
    const scheme = written?.scheme ?? (this.#conn.client.tls === undefined ? 'http' : 'https');
    const port = named.port ?? (scheme === 'https' ? 443 : 80);
    const tls = this.#route.serverTls === 'mirror' ? scheme === 'https' : this.#route.serverTls === 'always';
    const origin = this.#origin(named.host, port, tls);
    return target(head, hostText, written, origin, scheme, named.host);
  }

  #given(head: RequestHead, hostText: string | undefined, named: Authority | undefined, written: Absolute | undefined): Target {
    const address = this.#conn.destination;
    if (address === undefined) throw violation('The destination of this connection is unknown.');
    const { serverTls } = this.#route;
    const tls = serverTls === 'always' || (serverTls === 'mirror' && clientTls(this.#conn, this.#route) !== undefined);
    const shown = hasFixedTarget(this.#route) ? address.host : (named?.host ?? clientTls(this.#conn, this.#route)?.sni ?? address.host);
    return target(head, hostText, written, this.#origin(address.host, address.port, tls), tls ? 'https' : 'http', shown);
  }

  #connect(head: RequestHead): Target {
    const named = this.#read(head.target, 'request target');
    // RFC 9110, 9.3.6: there is no default port.
    if (named.port === undefined) throw violation('A CONNECT request must name a port.');
    const address = { host: named.host, port: named.port };
    return {
      origin: { address, tls: false, via: undefined }, scheme: 'https', ...address,
      path: head.target, sent: head.target, authority: head.target, replacesHost: undefined,
      here: this.#local?.isFor(named.host) === true,
    };
  }

  /** The same object while the origin is the same. */
  #origin(host: string, port: number, tls: boolean): Origin {
    const last = this.#lastOrigin;
    if (last !== undefined && last.address.port === port && last.tls === tls && last.address.host === host) return last;
    this.#lastOrigin = { address: { host, port }, tls, via: undefined };
    return this.#lastOrigin;
  }

  #read(text: string, where: string): Authority {
    if (text === this.#lastText && this.#last !== undefined) return this.#last;
    const found = parseAuthority(text);
    if (found === undefined) throw violation(`malformed authority in the ${where}`);
    this.#lastText = text;
    this.#last = found;
    return found;
  }
}

/** Whether the route's configuration names the server: its address is then what a flow shows, and this listener stands in for it. */
export function hasFixedTarget(route: Route): boolean {
  return route.form === 'origin' && route.serverTls !== 'mirror';
}

interface Absolute {
  readonly scheme: 'http' | 'https';
  readonly authority: string;
  readonly path: string;
}

/** absolute-form (RFC 9112, 3.2.2), its path as origin-form has it. */
function absolute(head: RequestHead): Absolute {
  const match = /^(https?):\/\/([^/?#]*)(.*)$/is.exec(head.target);
  if (match === null) throw violation('unsupported scheme in the request target');
  const [, scheme = '', authority = '', rest = ''] = match;
  return { scheme: scheme.toLowerCase() as 'http' | 'https', authority, path: pathOf(head.method, rest) };
}

function pathOf(method: string, rest: string): string {
  // RFC 9112, 3.2.4: OPTIONS for a server as a whole.
  if (rest === '') return method === 'OPTIONS' ? '*' : '/';
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function target(
  head: RequestHead, hostText: string | undefined, written: Absolute | undefined, origin: Origin, scheme: 'http' | 'https', host: string,
): Target {
  const path = written === undefined ? head.target : written.path;
  return {
    origin,
    scheme,
    host,
    port: origin.address.port,
    path,
    sent: path,
    authority: written?.authority ?? (hostText === '' ? undefined : hostText),
    replacesHost: written?.authority,
    here: false,
  };
}
