import type { Handler } from '@weir/core';
import type { HandlerParts } from '../parts.ts';
import { TcpRelay } from '../tcp/handler.ts';
import { Http1Handler } from './handler.ts';
import { defaultHttpOptions, type HttpOptions } from './options.ts';

/** What users may change about HTTP/1 alone; the rest follows from `ProtocolOptions`. */
export type Http1Settings = Partial<Pick<HttpOptions, 'bodySizeLimit' | 'keepAltSvc' | 'retry'>>;

/** Makes HTTP/1 handlers for the sniffer: what is upgraded to is relayed as it is. */
export function makeHttp1(settings: Http1Settings = {}): (parts: HandlerParts) => Handler {
  return (parts) => {
    const { verifyUpstream, rawTcp, connectionStrategy, keepServers, authenticate } = parts.options;
    const options: HttpOptions = {
      ...defaultHttpOptions,
      ...settings,
      verify: verifyUpstream,
      rawtcp: rawTcp,
      connectionStrategy,
      keepServers,
      authenticate,
      // The server leg is as secure as it is to be: the relay must not begin that anew.
      upgraded: () => new TcpRelay({ ...parts, route: { ...parts.route, serverTls: 'never' } }),
    };
    return new Http1Handler({ ...parts, options });
  };
}
