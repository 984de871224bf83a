import type { MessagePort } from 'node:worker_threads';
import type { LogFormat, LogLevel } from '@weir/service';
import type { ListenerJson } from './listener.ts';
import type { RetentionLimits } from './retention.ts';

/** The `workerData` of a collector in a worker thread. `port` goes into `transferList`. */
export interface CollectorWorkerData {
  /** The consumer's end of the embedded bus. */
  readonly port: MessagePort;
  readonly storePath: string;
  readonly api: { readonly host: string; readonly port: number; readonly token: string; readonly hosts: readonly string[] };
  /** Where `vite build` put the page; absent: no page. */
  readonly uiDirectory?: string;
  readonly logLevel: LogLevel;
  /** Default `json`. */
  readonly logFormat?: LogFormat;
  readonly retention?: RetentionLimits;
}

/** To the worker. */
export type CollectorOrder =
  | { readonly type: 'listeners'; readonly listeners: readonly ListenerJson[] }
  | { readonly type: 'stop' };

/** From the worker. After `failed` and `stopped` it ends by itself. */
export type CollectorReport =
  | { readonly type: 'ready'; readonly url: string; readonly address: string; readonly port: number }
  /** `code` is the system's, such as EADDRINUSE, where it had one. */
  | { readonly type: 'failed'; readonly message: string; readonly code?: string }
  /** `error`: something could not be closed in order. */
  | { readonly type: 'stopped'; readonly error?: string };
