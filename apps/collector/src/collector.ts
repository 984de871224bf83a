import type { AddressInfo } from 'node:net';
import type { Consumer } from '@weir/bus';
import { firstLine, Shutdown, type Log } from '@weir/service';
import type { FlowStore } from '@weir/store';
import { observeCollector, type Telemetry } from '@weir/telemetry';
import type { FastifyInstance } from 'fastify';
import { createServer } from './api/server.ts';
import { Auth } from './auth.ts';
import { Counters } from './counters.ts';
import { HostCheck } from './host-check.ts';
import { Ingest } from './ingest.ts';
import { followLive, type LiveSource } from './live-source.ts';
import type { ListenerJson } from './listener.ts';
import { Retention, type RetentionLimits } from './retention.ts';
import { Tail } from './tail.ts';

export interface ApiOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly token: string;
  /** Further names by which the API may be called: api_hosts. */
  readonly hosts: readonly string[];
  /** Where `vite build` put the page. */
  readonly uiDirectory?: string;
  /** The bound of `?decoded=true`. Default 32 MiB. */
  readonly maxDecodedBytes?: number;
}

export interface CollectorOptions {
  readonly consumer: Consumer;
  /** Closed by the collector, last. */
  readonly store: FlowStore;
  readonly api: ApiOptions;
  readonly log: Log;
  /** Where its metrics are registered, and what /metrics answers with. Ended by the caller, after the collector. */
  readonly telemetry: Telemetry;
  /** Measures the store on disk, for its metric; called when somebody reads that. */
  readonly storeBytes?: () => number | undefined;
  readonly listeners?: () => readonly ListenerJson[];
  readonly retention?: RetentionLimits;
  /** Where other collectors take batches, too: all that is published, for live tails. Absent: what this one stores is all there is. */
  readonly live?: LiveSource;
  /** Why nothing comes in, in words; empty: it does. */
  readonly trouble?: () => readonly string[];
}

export interface Collector {
  /** Where the API listens, without a token: `http://127.0.0.1:8081`. */
  readonly url: string;
  readonly address: string;
  readonly port: number;
  /** What is not ready, in words; empty: it is. */
  notReady(): readonly string[];
  /** Drains the consumer, ends the live tails, closes the API and the store. Rejects where one of these failed; the others are still done. */
  stop(): Promise<void>;
}

/** How long an ordered stop may take, and how long answers under way may within it, in milliseconds. */
const STOP_MS = 5000;
const LAST_ANSWERS_MS = 1000;

/**
 * Assembles and starts a collector: the API listens before the first batch is taken. Rejects with the system's error (EADDRINUSE, ...)
 * when the API cannot listen; the store is closed then too.
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { store, api, log, telemetry } = options;
  const counters = new Counters(options.storeBytes);
  observeCollector(telemetry.meter, () => counters);
  const { live, trouble = () => [] } = options;
  const tail: Tail = new Tail({ counters, ...(live && { onWatched: (watched) => followLive(live, watched, (flows) => tail.publish(flows)) }) });
  const ingest = new Ingest({ consumer: options.consumer, store, counters, log, changed: (appended) => { if (live === undefined && tail.watched) tail.publish(appended.changed); } });
  const retention = new Retention({ store, log, limits: options.retention ?? {} });
  const server = createServer({
    store, tail, counters, log,
    metrics: () => telemetry.prometheus(),
    auth: new Auth(api.token),
    hostCheck: new HostCheck(api.host, api.hosts),
    listeners: options.listeners ?? (() => []),
    openMetrics: isLoopback(api.host),
    uiDirectory: api.uiDirectory,
    maxDecodedBytes: api.maxDecodedBytes ?? 32 * 1024 * 1024,
  });
  const shutdown = new Shutdown();
  shutdown.defer('store', async () => { await store[Symbol.asyncDispose](); });
  shutdown.defer('api', () => closeServer(server));
  shutdown.defer('tail', () => tail.end());
  const stop = async (): Promise<void> => {
    const failures = await shutdown.run(STOP_MS);
    if (failures.length === 0) return;
    const said = failures.map(({ name, error }) => `${name}: ${firstLine(error)}`).join('; ');
    throw new AggregateError(failures.map(({ error }) => error), said);
  };
  try {
    await server.listen({ host: api.host, port: api.port });
  } catch (error) {
    await stop();
    throw error;
  }
  shutdown.defer('retention', () => retention.stop());
  shutdown.defer('ingest', () => ingest.stop());
  ingest.start();
  retention.start();
  const { address, port } = server.server.address() as AddressInfo;
  return { url: `http://${urlHost(api.host)}:${port}`, address, port, stop, notReady: () => [...counters.notReady(), ...trouble()] };
}

/** A peer that does not read its answer would hold the server open. */
async function closeServer(server: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), LAST_ANSWERS_MS);
  await server.close();
  clearTimeout(timer);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** What a browser on this machine can open: nobody can connect to a wildcard. */
function urlHost(host: string): string {
  if (host === '' || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
