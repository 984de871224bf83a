import { defaultLimits, type Handler, type Protocols, type Route } from '@weir/core';
import type { Stage } from '@weir/testing';
import { defaultProtocolOptions, type ProtocolOptions } from '../src/options.ts';
import type { HandlerParts } from '../src/parts.ts';

export const originRoute: Route = { stack: 'detect', form: 'origin', auth: 'origin', serverTls: 'mirror' };

const noProtocols: Protocols = {
  start: () => {
    throw new Error('nothing begins anew here');
  },
};

/** The parts of a handler under test, on a playbook's stage. */
export function partsFor({ conn, io, recorder }: Stage, route: Partial<Route> = {}, options: Partial<ProtocolOptions> = {}): HandlerParts {
  return {
    conn, io, recorder, protocols: noProtocols, limits: defaultLimits,
    route: { ...originRoute, ...route }, options: { ...defaultProtocolOptions, ...options },
  };
}

/** Stands where HTTP would: says what it was given. */
export class HttpStub implements Handler {
  readonly #parts: HandlerParts;

  constructor(parts: HandlerParts) {
    this.#parts = parts;
  }

  onData(side: 0 | 1, bytes: Uint8Array): void {
    this.#parts.io.send(side, bytes);
  }

  onEnd(side: 0 | 1): void {
    this.#parts.io.end(side);
    this.#parts.io.close();
  }

  onReset(): void {
    this.#parts.io.close();
  }

  onDrain(): void {
    this.#parts.io.close();
  }
}
