import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { EmbeddedPublisher } from '@weir/bus';
import { RuntimeFailure, type Log } from '@weir/service';

/** What `weir up` tells the collector's worker at its start (apps/collector/src/worker.ts). */
export interface CollectorSettings {
  readonly storePath: string;
  readonly api: { readonly host: string; readonly port: number; readonly token: string; readonly hosts: readonly string[] };
  readonly uiDirectory: string;
  readonly retention: { readonly ageMs?: number; readonly bytes?: number };
}

export interface ListenerState {
  readonly mode: string;
  readonly transport: string;
  readonly address: string;
  readonly port: number;
}

type Said = { readonly type: 'ready'; readonly url: string } | { readonly type: 'failed'; readonly message: string } | { readonly type: 'stopped' }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly name: string; readonly fields: object; readonly message: string };

/** How long a collector that crashed stays down, at most, before it is started again. */
const restartMs = [100, 1_000, 5_000, 30_000];

/**
 * The collector in a worker thread beside the data plane. A crash of it is logged, and a new one takes over:
 * the data path goes on, and the publisher counts what was in flight as lost.
 */
export class CollectorThread {
  readonly #settings: CollectorSettings;
  readonly #publisher: EmbeddedPublisher;
  readonly #log: Log;
  #worker: Worker | undefined;
  #listeners: readonly ListenerState[] = [];
  #crashes = 0;
  #stopping = false;
  #restart: NodeJS.Timeout | undefined;

  constructor(settings: CollectorSettings, publisher: EmbeddedPublisher, log: Log) {
    this.#settings = settings;
    this.#publisher = publisher;
    this.#log = log;
  }

  /** Starts it; the URL of its API. Throws RuntimeFailure with the worker's own words (port in use, unreadable store). */
  async start(): Promise<string> {
    const url = await this.#launch(this.#settings);
    return url;
  }

  /** What `GET /api/v1/listeners` answers. */
  listeners(listeners: readonly ListenerState[]): void {
    this.#listeners = listeners;
    this.#worker?.postMessage({ type: 'listeners', listeners });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker === undefined) return;
    await new Promise<void>((resolve) => {
      worker.once('exit', () => resolve());
      worker.postMessage({ type: 'stop' });
    });
  }

  #launch(settings: CollectorSettings): Promise<string> {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(new URL(import.meta.resolve('@weir/collector/worker')), {
      name: 'collector',
      workerData: { ...settings, port: port2 },
      transferList: [port2],
    });
    this.#worker = worker;
    return new Promise<string>((resolve, reject) => {
      worker.on('message', (said: Said) => {
        if (said.type === 'log') this.#log.event(said.level, said.name, said.fields, said.message);
        if (said.type === 'failed') reject(new RuntimeFailure(said.message));
        if (said.type !== 'ready') return;
        this.#attach(port1);
        resolve(said.url);
      });
      worker.on('error', (error) => {
        this.#log.event('error', 'collector-crashed', { stack: error.stack }, `the collector crashed: ${error.message}`);
        reject(new RuntimeFailure(`the collector did not start: ${error.message}`));
      });
      worker.on('exit', () => this.#exited(worker, port1));
    });
  }

  #attach(port: MessagePort): void {
    this.#publisher.attach(port);
    this.#worker?.postMessage({ type: 'listeners', listeners: this.#listeners });
  }

  #exited(worker: Worker, port: MessagePort): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    this.#publisher.detach();
    port.close();
    if (this.#stopping) return;
    const wait = restartMs[Math.min(this.#crashes++, restartMs.length - 1)]!;
    this.#log.event('warn', 'collector-restart', { waitMs: wait }, `starting the collector again in ${wait} ms; traffic goes on, flows wait or are counted as lost`);
    this.#restart = setTimeout(() => {
      this.#launch(this.#settings).catch((error: Error) => this.#log.event('error', 'collector-restart', {}, error.message));
    }, wait);
  }
}
