import { Worker } from 'node:worker_threads';
import { ProxyError } from '@weir/core';
import type { FileNews } from './users-file.ts';
import type { CheckerData, CheckOrder, CheckReport } from './worker-messages.ts';

type Waiting = { readonly resolve: (ok: boolean) => void; readonly reject: (error: ProxyError) => void };

/**
 * Checks passwords against a file in a thread of its own, one after the other: each may cost a tenth of a second. After a crash the next check begins
 * another.
 */
export class PasswordThread {
  readonly #data: CheckerData;
  readonly #news: (news: FileNews) => void;
  readonly #entry: URL;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #worker: Worker | undefined;

  constructor(data: CheckerData, news: (news: FileNews) => void, entry = new URL(import.meta.resolve('#password-worker'))) {
    this.#data = data;
    this.#news = news;
    this.#entry = entry;
    this.#worker = this.#start();
  }

  /** Rejects with a ProxyError where the thread is lost. How many may wait is for the caller to bound. */
  check(user: string, password: string): Promise<boolean> {
    const worker = (this.#worker ??= this.#start());
    const order: CheckOrder = { id: ++this.#last, user, password };
    return new Promise((resolve, reject) => {
      this.#waiting.set(order.id, { resolve, reject });
      worker.postMessage(order);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, { workerData: this.#data, name: 'passwords' });
    let why: unknown;
    worker.on('message', (report: CheckReport) => this.#report(report));
    worker.on('error', (error) => (why = error));
    worker.on('exit', () => this.#lost(why));
    // A process that is done does not wait for it.
    worker.unref();
    return worker;
  }

  #report(report: CheckReport): void {
    if (report.event !== 'checked') return this.#news(report);
    this.#waiting.get(report.id)?.resolve(report.ok);
    this.#waiting.delete(report.id);
  }

  #lost(why: unknown): void {
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new ProxyError('internal', 'The check of the password broke off.', { cause: why }));
  }
}
