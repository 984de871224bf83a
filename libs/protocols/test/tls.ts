import type { Route } from '@weir/core';
import { Playbook, type PlaybookOptions } from '@weir/testing';
import type { ProtocolOptions } from '../src/options.ts';
import { TlsHandler } from '../src/tls/handler.ts';
import { HttpStub, partsFor } from './parts.ts';

export const origin = { host: 'example.com', port: 443 };

export interface TlsCase {
  readonly playbook?: PlaybookOptions;
  readonly route?: Partial<Route>;
  readonly options?: Partial<ProtocolOptions>;
}

/** A TLS handler on a fresh playbook, its server open, HTTP a stub inside it. */
export function tlsHandler({ playbook, route = { stack: 'http' }, options }: TlsCase = {}): Playbook {
  return new Playbook({ destination: origin, serverOpen: true, ignore: ['hold', 'timer', 'cancelTimer'], ...playbook })
    .start((stage) => {
      const parts = partsFor(stage, route, options);
      return new TlsHandler(parts, () => new HttpStub(parts));
    });
}
