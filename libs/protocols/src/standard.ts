import { defaultLimits, type Connection, type Handler, type Io, type Limits, type Protocols, type Recorder, type Route } from '@weir/core';
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
}

/** All protocols there are, put together: what a mode hands a connection to. */
export function standardProtocols({ recorder, limits, options, http }: StandardProtocolsOptions): Protocols {
  const shared = { recorder, limits: { ...defaultLimits, ...limits }, options: { ...defaultProtocolOptions, ...options } };
  const protocols: Protocols = {
    start: (conn: Connection, io: Io, route: Route): Handler => {
      const parts = { conn, io, route, protocols, ...shared };
      return route.stack === 'socks5' ? new Socks5Handler(parts) : new Sniffer(parts, http);
    },
    tunnel: (to, via) => tunnelDialogue(to, via, shared.limits),
  };
  return protocols;
}
