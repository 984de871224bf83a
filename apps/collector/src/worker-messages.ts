import type { MessagePort } from 'node:worker_threads';
import type { ListenAddress, LogFormat, LogLevel } from '@weir/service';
import type { PlaneFigures } from '@weir/telemetry';
import type { ListenerJson } from './listener.ts';
import type { RetentionLimits } from './retention.ts';

/*
 * A collector in a worker thread:
 *
 *   const { port1, port2 } = new MessageChannel();
 *   const publisher = embeddedPublisher(port1);
 *   const worker = new Worker(new URL(import.meta.resolve('#collector-worker')), { workerData: { port: port2, ... }, transferList: [port2] });
 *
 * It reports `ready` or `failed`, once. Then orders may follow, in any number and order, until `stop`. Whenever somebody reads the metrics it
 * reports `figures`, a question that the order `figures` answers.
 *
 * An orderly end: `publisher.flush(signal)` first (it resolves when all that was published is committed), then the order `stop`, then
 * the report `stopped` and the worker's `exit`. What was not flushed is not committed: its batches wait for another worker, or for `publisher.close`.
 * A crash is the worker's `error` and `exit` without a report: `publisher.replacePort` goes on with another worker on the same store.
 */

/** The `workerData`. `port` goes into `transferList`. */
export interface CollectorWorkerData {
  /** The consumer's end of the embedded bus. Batches lie in memory that is shared with it, and are acknowledged after their commit. */
  readonly port: MessagePort;
  /** The SQLite file; made where there is none. */
  readonly storePath: string;
  /** `port` 0 picks a free one; `hosts` is api_hosts. */
  readonly api: { readonly host: string; readonly port: number; readonly token: string; readonly hosts: readonly string[] };
  /** Where `vite build` put the page; absent: no page. */
  readonly uiDirectory?: string;
  /** Of the lines that the worker writes on standard error. */
  readonly logLevel: LogLevel;
  /** Default `json`. */
  readonly logFormat?: LogFormat;
  readonly retention?: RetentionLimits;
  /** Who it is in the metrics: a host or a pod. */
  readonly instance: string;
  /** Where `/healthz`, `/readyz` and `/metrics` are without a token; absent: on the API alone. */
  readonly health?: ListenAddress;
  /** Where metrics are sent by OTLP/HTTP; absent: nowhere. */
  readonly otlpEndpoint?: string;
}

/** To the worker. */
export type CollectorOrder =
  /** What GET /api/v1/listeners answers from now on, whole. */
  | { readonly type: 'listeners'; readonly listeners: readonly ListenerJson[] }
  /** The answer to the report `figures`: what the data planes have to tell of themselves. */
  | { readonly type: 'figures'; readonly planes: readonly PlaneFigures[] }
  /** Once; while the collector starts it waits for that. */
  | { readonly type: 'stop' };

/** From the worker. After `failed` and `stopped` it ends by itself, with code 0. */
export type CollectorReport =
  /** The API answers at `url` (no token in it), and batches are taken. */
  | { readonly type: 'ready'; readonly url: string; readonly address: string; readonly port: number }
  /** It could not start. `message` is one line for people; `code`, where there is one, is the system's (EADDRINUSE) or the store's (not-a-database). */
  | { readonly type: 'failed'; readonly message: string; readonly code?: string }
  /** What do the data planes have to tell? Without an answer within a second their metrics stay as they were. */
  | { readonly type: 'figures' }
  /** `error`: something could not be closed in order. */
  | { readonly type: 'stopped'; readonly error?: string };
