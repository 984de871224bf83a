import type { Handler } from '@weir/core';
import type { ProtocolOptions } from '../options.ts';
import type { HandlerParts } from '../parts.ts';
import { TcpRelay } from '../tcp/handler.ts';
import { Http1Handler } from './handler.ts';
import { defaultHttpOptions, type HttpOptions } from './options.ts';

/** What users may change about HTTP/1 alone; the rest follows from `ProtocolOptions`. */
export type Http1Settings = Partial<Pick<HttpOptions, 'bodySizeLimit' | 'keepAltSvc' | 'retry'>>;

/** Makes HTTP/1 handlers for the sniffer: what is upgraded to is relayed as it is. */
export function makeHttp1(settings: Http1Settings = {}): (parts: HandlerParts) => Handler {
  // A connection is not to pay for an object that is the same for all: there are as many as there are sets of options.
  const known = new WeakMap<ProtocolOptions, HttpOptions>();
  return (parts) => {
    let options = known.get(parts.options);
    if (options === undefined) {
      options = httpOptions(parts.options, settings);
      known.set(parts.options, options);
    }
    return new Http1Handler({ ...parts, options });
  };
}

function httpOptions(all: ProtocolOptions, settings: Http1Settings): HttpOptions {
  const { verifyUpstream, rawTcp, connectionStrategy, keepServers, authenticate } = all;
  return {
    ...defaultHttpOptions,
    ...settings,
    verify: verifyUpstream,
    rawtcp: rawTcp,
    connectionStrategy,
    keepServers,
    authenticate,
    // The server leg is as secure as it is to be: the relay must not begin that anew.
    upgraded: (parts) => new TcpRelay({ ...parts, options: all, route: { ...parts.route, serverTls: 'never' } }),
  };
}
