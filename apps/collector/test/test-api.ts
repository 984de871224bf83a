import type { FastifyInstance } from 'fastify';
import { createTelemetry, observeCollector } from '@weir/telemetry';
import { createServer } from '../src/api/server.ts';
import type { ApiContext } from '../src/api/context.ts';
import { Auth } from '../src/auth.ts';
import { Counters } from '../src/counters.ts';
import { HostCheck } from '../src/host-check.ts';
import { Tail } from '../src/tail.ts';
import { FakeLog } from './fake-log.ts';
import { FakeStore } from './fake-store.ts';

export const TOKEN = 'secret-token';

/** The routes over a fake store. */
export class TestApi implements AsyncDisposable {
  readonly store = new FakeStore();
  readonly log = new FakeLog();
  readonly counters = new Counters();
  readonly tail: Tail;
  readonly app: FastifyInstance;

  constructor(options: Partial<ApiContext> = {}) {
    this.tail = options.tail ?? new Tail({ counters: this.counters });
    const telemetry = createTelemetry({ service: 'collector', instance: 'test' });
    observeCollector(telemetry.meter, () => this.counters);
    this.app = createServer({
      metrics: () => telemetry.prometheus(),
      store: this.store, tail: this.tail, counters: this.counters, log: this.log, auth: new Auth(TOKEN), hostCheck: new HostCheck('127.0.0.1', []),
      listeners: () => [], openMetrics: true, uiDirectory: undefined, maxDecodedBytes: 100_000, ...options,
    });
  }

  /** With the token, unless `headers` say otherwise. */
  get(url: string, headers: Readonly<Record<string, string>> = { authorization: `Bearer ${TOKEN}` }) {
    return this.app.inject({ url, headers: { host: '127.0.0.1:8081', ...headers } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.tail.end();
    await this.app.close();
  }
}
