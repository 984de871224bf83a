import type { Route } from '@weir/core';
import { makeHttp1, standardProtocols, defaultProtocolOptions, type ProtocolOptions } from '@weir/protocols';
import { Playbook, type PlaybookOptions } from '@weir/testing';
import { defaultLimits } from '@weir/core';

/** Small, so that they are met. */
const limits = { ...defaultLimits, headBytes: 1024, trailerBytes: 128, helloBytes: 2048, pipelined: 4 };

export interface RigOptions {
  readonly route: Route;
  readonly playbook?: PlaybookOptions;
  readonly protocols?: Partial<ProtocolOptions>;
  readonly bodySizeLimit?: number;
}

/** All protocols, as a mode starts them, on a playbook. */
export function stack({ route, playbook, protocols, bodySizeLimit }: RigOptions): Playbook {
  return new Playbook({ ignore: ['timer', 'cancelTimer'], ...playbook }).start(({ conn, io, recorder }) => {
    const http = makeHttp1(bodySizeLimit === undefined ? {} : { bodySizeLimit });
    return standardProtocols({ recorder, limits, options: { ...defaultProtocolOptions, ...protocols }, http }).start(conn, io, route);
  });
}

/** In front of one server that speaks HTTP and is there. */
export const reverseRoute: Route = { stack: 'http', form: 'origin', auth: 'origin', serverTls: 'never' };
export const explicitRoute: Route = { stack: 'http', form: 'absolute', auth: 'proxy', serverTls: 'mirror' };
export const transparentRoute: Route = { stack: 'detect', form: 'origin', auth: 'origin', serverTls: 'mirror' };
export const socksRoute: Route = { ...transparentRoute, stack: 'socks5', auth: 'proxy' };
