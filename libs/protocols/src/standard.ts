import { defaultLimits, type Connection, type Handler, type Io, type Limits, type LocalAnswers, type Protocols, type Recorder, type Route } from '@weir/core';
import { defaultProtocolOptions, type ProtocolOptions } from './options.ts';
import { Socks5Handler } from './socks5/handler.ts';
import { Sniffer, type MakeHttp } from './sniff/handler.ts';
import { tunnelDialogue } from './tunnel/tunnel-dialogue.ts';

export interface StandardProtocolsOptions {
  readonly recorder: Recorder;
  readonly limits?: Partial<Limits>;
  readonly options?: Partial<ProtocolOptions>;
  /** Makes the handler of HTTP/1. */
  readonly http: MakeHttp;
  /** What this proxy answers itself, in whatever mode; absent: nothing. */
  readonly local?: LocalAnswers;
}

/** All protocols there are, put together: what a mode hands a connection to. */
export function standardProtocols({ recorder, limits, options, http, local }: StandardProtocolsOptions): Protocols {
  const shared = { recorder, limits: { ...defaultLimits, ...limits }, options: { ...defaultProtocolOptions, ...options }, ...(local && { local }) };
  // Nobody beyond is to be connected to before it is known what the client wants.
  const lazily = { ...shared, options: { ...shared.options, connectionStrategy: 'lazy' as const } };
  const protocols: Protocols = {
    start: (conn: Connection, io: Io, route: Route): Handler => {
      const isOurs = conn.destination !== undefined && local?.isFor(conn.destination.host) === true;
      const parts = { conn, io, route, protocols, ...(isOurs ? lazily : shared) };
      return route.stack === 'socks5' ? new Socks5Handler(parts) : new Sniffer(parts, http);
    },
    tunnel: (to, via) => tunnelDialogue(to, via, shared.limits),
  };
  return protocols;
}
