import { fork, type ChildProcess } from 'node:child_process';
import { ipcChannel, relayBatches, type Publisher } from '@weir/bus';
import type { Listening } from '@weir/runtime';
import { RestartDelay, RuntimeFailure, type Log } from '@weir/service';
import { Inquiry, type PlaneFigures } from '@weir/telemetry';
import type { PlaneOrder, PlaneReport, PlaneSettings } from './plane-messages.ts';

export interface PlaneProcessesOptions {
  /** One process for each, named for its flows; at least one. */
  readonly producers: readonly string[];
  readonly settings: Omit<PlaneSettings, 'apiPort' | 'producer'>;
  /** Takes what all of them capture: its bound is for all together. */
  readonly publisher: Publisher;
  readonly log: Log;
  /** What a process runs. */
  readonly entry?: URL;
}

/** How long a process may take to tell its figures: less than a reading of the metrics waits for those of all. */
const figuresMs = 500;

/** Data planes in processes of their own, which share their ports. One that crashes is replaced, while the others serve. */
export class PlaneProcesses {
  readonly #planes: readonly PlaneProcess[];

  constructor({ producers, settings, publisher, log, entry = new URL(import.meta.resolve('#plane-process')) }: PlaneProcessesOptions) {
    this.#planes = producers.map((producer) => new PlaneProcess({ ...settings, producer }, publisher, log, entry));
  }

  /** Resolves when each listens, to where. Rejects with RuntimeFailure when one cannot; `stop` ends the others. */
  async start(apiPort: number): Promise<readonly Listening[]> {
    const [first] = await Promise.all(this.#planes.map((plane) => plane.start(apiPort)));
    return first!;
  }

  /** Of those that tell them in time. Never rejects. */
  async figures(): Promise<readonly PlaneFigures[]> {
    const told = await Promise.all(this.#planes.map((plane) => plane.figures()));
    return told.filter((figures) => figures !== undefined);
  }

  /** Drains and ends all; those that are there when `signal` aborts are killed. */
  async stop(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#planes.map((plane) => plane.stop(signal)));
  }
}

class PlaneProcess {
  readonly #settings: Omit<PlaneSettings, 'apiPort'>;
  readonly #publisher: Publisher;
  readonly #log: Log;
  readonly #entry: URL;
  readonly #delay = new RestartDelay();
  readonly #figures = new Inquiry<PlaneFigures>(() => this.#askFigures(), figuresMs);
  #apiPort = 0;
  #child: ChildProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(settings: Omit<PlaneSettings, 'apiPort'>, publisher: Publisher, log: Log, entry: URL) {
    this.#settings = settings;
    this.#publisher = publisher;
    this.#log = log;
    this.#entry = entry;
  }

  async start(apiPort: number): Promise<readonly Listening[]> {
    this.#apiPort = apiPort;
    try {
      return await this.#launch();
    } catch (error) {
      this.#stopping = true;
      throw error;
    }
  }

  figures(): Promise<PlaneFigures | undefined> {
    return this.#figures.ask();
  }

  async stop(signal: AbortSignal): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      signal.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
      say(child, { type: 'stop' });
    });
  }

  #launch(): Promise<readonly Listening[]> {
    const { producer } = this.#settings;
    const child = fork(this.#entry, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const since = performance.now();
    this.#child = child;
    relayBatches(ipcChannel(child), this.#publisher);
    say(child, { type: 'start', settings: { ...this.#settings, apiPort: this.#apiPort } });
    return new Promise((resolve, reject) => {
      child.on('message', (report: PlaneReport) => {
        if (report.type === 'figures') this.#figures.answer(report.figures);
        if (report.type === 'listening') resolve(report.listening);
        if (report.type === 'failed') reject(new RuntimeFailure(report.message));
      });
      const ended = (how: string): void => {
        this.#child = undefined;
        this.#figures.answer(undefined);
        reject(new RuntimeFailure(`${producer} ended before it listened: ${how}`));
        if (this.#stopping) return;
        this.#log.event('error', 'worker-crashed', { producer }, `${producer} crashed: ${how}`);
        this.#again(performance.now() - since);
      };
      child.on('exit', (code, signal) => ended(signal ?? `exit ${code}`));
      // One that was never started has no exit.
      child.on('error', (error) => { if (child.pid === undefined) ended(error.message); });
    });
  }

  #askFigures(): void {
    if (this.#child === undefined) this.#figures.answer(undefined);
    else say(this.#child, { type: 'figures' });
  }

  #again(ranMs: number): void {
    const { producer } = this.#settings;
    const waitMs = this.#delay.next(ranMs);
    this.#log.event('warn', 'worker-restart', { producer, waitMs }, `${producer} is started again in ${waitMs} ms; the others serve meanwhile`);
    this.#restart = setTimeout(() => {
      this.#launch().then(
        () => this.#log.event('info', 'worker-restarted', { producer }, `${producer} is back`),
        (error: unknown) => this.#log.event('error', 'worker-restart', { producer }, (error as Error).message),
      );
    }, waitMs);
  }
}

function say(child: ChildProcess, order: PlaneOrder): void {
  // Where it cannot be said the child is gone, and its exit tells.
  if (child.connected) child.send(order, () => undefined);
}
