import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { embeddedPublisher, type EmbeddedPublisher } from '@weir/bus';
import type { CollectorOrder, CollectorReport, CollectorWorkerData, ListenerJson } from '@weir/collector';
import { RestartDelay, RuntimeFailure, type Log } from '@weir/service';
import type { PlaneFigures } from '@weir/telemetry';

export type CollectorSettings = Omit<CollectorWorkerData, 'port'>;

/**
 * The collector in a worker thread beside the data plane. When it crashes, the data path goes on, and a new one takes over what it had not
 * stored.
 */
export class CollectorThread {
  /** The data plane's end of the bus, for as long as the process lives. */
  readonly publisher: EmbeddedPublisher;
  #settings: CollectorSettings;
  readonly #log: Log;
  readonly #entry: URL;
  /** The first collector's end of the bus. */
  readonly #port: MessagePort;
  #worker: Worker | undefined;
  #listeners: readonly ListenerJson[] = [];
  #figures: () => Promise<readonly PlaneFigures[]> = () => Promise.resolve([]);
  readonly #delay = new RestartDelay();
  /** The first one was ready once: from then on there is to be one. */
  #started = false;
  #stopping = false;
  #restart: NodeJS.Timeout | undefined;

  /** `maxPendingBytes` bounds what is on its way to the collector; `entry` is what the worker runs. */
  constructor(settings: CollectorSettings, maxPendingBytes: number, log: Log, entry = new URL(import.meta.resolve('#collector-worker'))) {
    const { port1, port2 } = new MessageChannel();
    this.publisher = embeddedPublisher(port1, { maxPendingBytes });
    this.#port = port2;
    this.#settings = settings;
    this.#log = log;
    this.#entry = entry;
  }

  /** Starts it; resolves to the URL of its API. Rejects with RuntimeFailure in the worker's own words (port in use, unreadable store). */
  async start(): Promise<string> {
    try {
      const { url, port } = await this.#launch(this.#port);
      // A successor answers where this one did, also where the system has chosen the port.
      this.#settings = { ...this.#settings, api: { ...this.#settings.api, port } };
      return url;
    } catch (error) {
      this.#stopping = true;
      await this.publisher.close();
      throw error;
    }
  }

  /** What `GET /api/v1/listeners` answers. */
  listeners(listeners: readonly ListenerJson[]): void {
    this.#listeners = listeners;
    this.#say({ type: 'listeners', listeners });
  }

  /** Who is asked for the figures of the data planes whenever somebody reads the metrics. */
  figures(figures: () => Promise<readonly PlaneFigures[]>): void {
    this.#figures = figures;
  }

  /** Ends it in order; when `signal` aborts, at once. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker === undefined) return;
    await new Promise<void>((resolve) => {
      worker.once('exit', () => resolve());
      signal.addEventListener('abort', () => void worker.terminate(), { once: true });
      this.#say({ type: 'stop' });
    });
  }

  #say(order: CollectorOrder): void {
    this.#worker?.postMessage(order);
  }

  #launch(port: MessagePort): Promise<{ readonly url: string; readonly port: number }> {
    const worker = new Worker(this.#entry, {
      name: 'collector',
      workerData: { ...this.#settings, port } satisfies CollectorWorkerData,
      transferList: [port],
    });
    this.#worker = worker;
    const since = performance.now();
    return new Promise((resolve, reject) => {
      worker.on('message', (report: CollectorReport) => {
        if (report.type === 'ready') {
          this.#started = true;
          resolve(report);
        }
        if (report.type === 'figures') void this.#figures().then((planes) => this.#say({ type: 'figures', planes }));
        if (report.type === 'failed') reject(new RuntimeFailure(report.message));
        if (report.type === 'stopped' && report.error !== undefined) this.#log.event('warn', 'collector-stop', {}, `the collector did not end in order: ${report.error}`);
      });
      worker.on('error', (error) => {
        this.#log.event('error', 'collector-crashed', { stack: error.stack }, `the collector crashed: ${error.message}`);
        reject(new RuntimeFailure(`the collector did not start: ${error.message}`));
      });
      worker.on('exit', () => {
        this.#worker = undefined;
        reject(new RuntimeFailure('the collector ended before it was ready'));
        // It may come in one go with the report that it failed, before anybody has read that.
        if (this.#started && !this.#stopping) this.#again(performance.now() - since);
      });
    });
  }

  /** Starts a successor after a while, until one is ready. */
  #again(ranMs: number): void {
    const wait = this.#delay.next(ranMs);
    this.#log.event('warn', 'collector-restart', { waitMs: wait }, `the collector is started again in ${wait} ms; traffic goes on, flows wait for it, and are counted as lost where they become too many`);
    this.#restart = setTimeout(() => void this.#succeed(), wait);
  }

  async #succeed(): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    try {
      await this.#launch(port2);
    } catch (error) {
      port1.close();
      this.#log.event('error', 'collector-restart', {}, (error as Error).message);
      return;
    }
    this.publisher.replacePort(port1);
    this.#say({ type: 'listeners', listeners: this.#listeners });
    this.#log.event('info', 'collector-restarted', {}, 'the collector is back');
  }
}
