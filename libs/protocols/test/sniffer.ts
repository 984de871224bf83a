import type { Route } from '@weir/core';
import { exampleOrigin, Playbook, type PlaybookOptions } from '@weir/testing';
import type { ProtocolOptions } from '../src/options.ts';
import { Sniffer } from '../src/sniff/handler.ts';
import { HttpStub, partsFor } from './parts.ts';

export interface SnifferCase {
  readonly playbook?: PlaybookOptions;
  readonly route?: Partial<Route>;
  readonly options?: Partial<ProtocolOptions>;
  readonly insideTls?: boolean;
}

/** A sniffer on a fresh playbook, HTTP a stub behind it. */
export function sniffer({ playbook = { destination: exampleOrigin, ignore: ['timer'] }, route = {}, options, insideTls }: SnifferCase = {}): Playbook {
  return new Playbook(playbook).start((stage) => new Sniffer(partsFor(stage, route, options), (parts) => new HttpStub(parts), insideTls));
}
