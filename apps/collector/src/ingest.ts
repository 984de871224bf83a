import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, Delivery } from '@weir/bus';
import { decodeBatch, FlowDecodeError } from '@weir/flow';
import { firstLine, type Log } from '@weir/service';
import { hindersEveryAppend, type AppendResult, type FlowStore } from '@weir/store';
import type { Counters } from './counters.ts';

export interface IngestOptions {
  readonly consumer: Consumer;
  readonly store: Pick<FlowStore, 'append'>;
  readonly counters: Counters;
  readonly log: Log;
  /** Told after each commit. To read the flows themselves costs what it takes to make them. */
  readonly changed: (appended: AppendResult) => void;
  /** The first pause after a failed commit, doubled to at most 50 times itself. Milliseconds, default 100. */
  readonly backoffMs?: number;
}

/** Pulls batches, commits them, then acknowledges. What the store refuses is asked for again; what is no batch is dropped and counted. */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #stopping = new AbortController();
  readonly #firstPause: number;
  #pause: number;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#firstPause = options.backoffMs ?? 100;
    this.#pause = this.#firstPause;
  }

  start(): void {
    this.#options.consumer.start((batches) => this.#deliver(batches));
  }

  /** Resolves when the commit under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#options.consumer.stop();
  }

  #deliver(batches: readonly Delivery[]): void | Promise<void> {
    let failure = this.#commit(batches);
    if (failure === undefined) return;
    if (hindersEveryAppend(failure.error)) {
      for (const batch of batches) batch.nak();
      return this.#backOff(failure);
    }
    const sound = batches.filter((batch) => this.#decodable(batch));
    failure = sound.length === batches.length ? failure : this.#commit(sound);
    // One at a time, so that a batch that the store cannot take holds up no other.
    if (failure !== undefined && sound.length > 1) failure = this.#commitEach(sound);
    else if (failure !== undefined) sound[0]?.nak();
    return failure === undefined ? undefined : this.#backOff(failure);
  }

  /** The failure, or undefined once all are committed and acknowledged. */
  #commit(batches: readonly Delivery[]): { readonly error: unknown } | undefined {
    if (batches.length === 0) return undefined;
    const { store, counters, changed } = this.#options;
    let appended: AppendResult;
    try {
      appended = store.append(batches.map((batch) => batch.payload));
    } catch (error) {
      return { error };
    }
    for (const batch of batches) batch.ack();
    counters.batches += batches.length;
    counters.flows += appended.count;
    this.#recovered();
    changed(appended);
    return undefined;
  }

  #commitEach(batches: readonly Delivery[]): { readonly error: unknown } | undefined {
    let failure: { readonly error: unknown } | undefined;
    for (const batch of batches) {
      const failed = this.#commit([batch]);
      if (failed === undefined) continue;
      failure = failed;
      batch.nak();
    }
    return failure;
  }

  /** Delivering such a batch again would fail for ever: it is acknowledged, and its numbers show as a gap in /loss. */
  #decodable(batch: Delivery): boolean {
    try {
      decodeBatch(batch.payload);
      return true;
    } catch (error) {
      if (!(error instanceof FlowDecodeError)) throw error;
      const { counters, log } = this.#options;
      counters.undecodableBatches++;
      log.event('error', 'batch-undecodable', { bytes: batch.payload.length, error: error.message }, `a batch was dropped: ${error.message}`);
      batch.ack();
      return false;
    }
  }

  /** The consumer makes no other call meanwhile. Logged once until the store takes batches again. */
  async #backOff({ error }: { readonly error: unknown }): Promise<void> {
    const { counters, log } = this.#options;
    counters.storeFailures++;
    const reason = firstLine(error);
    if (counters.storing) log.event('error', 'store-failed', { error: reason }, `flows cannot be stored, trying again: ${reason}`);
    counters.storing = false;
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, this.#firstPause * 50);
    await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }

  #recovered(): void {
    const { counters, log } = this.#options;
    this.#pause = this.#firstPause;
    if (counters.storing) return;
    counters.storing = true;
    log.event('info', 'store-recovered', {}, 'flows are stored again');
  }
}
