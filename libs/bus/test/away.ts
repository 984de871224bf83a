import type { BatchMessage, Publisher, Settled } from '../src/index.ts';

/** A publisher that is there or away, as NATS: what it has taken while it is away ends when it is back, or with its own end. */
export class Away implements Publisher {
  readonly isTight = false;
  isAway = false;
  maxPendingBytes = 20;
  pendingBytes = 0;
  /** Never taken, of these ids. */
  readonly refuses = new Set<string>();
  readonly seen: string[] = [];
  readonly payloads: string[] = [];
  #inFlight: { readonly batch: BatchMessage; readonly settled: Settled }[] = [];
  #closed = false;

  publish(batch: BatchMessage, settled: Settled): boolean {
    if (this.#closed || this.pendingBytes + batch.payload.byteLength > this.maxPendingBytes) return false;
    this.pendingBytes += batch.payload.byteLength;
    this.#inFlight.push({ batch, settled });
    if (!this.isAway) setImmediate(() => this.#end());
    return true;
  }

  back(): void {
    this.isAway = false;
    this.#end();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const { batch, settled } of this.#take()) settled(false, 'closed', batch.payload.buffer);
    return Promise.resolve();
  }

  #end(): void {
    if (this.isAway) return;
    for (const { batch, settled } of this.#take()) {
      if (this.refuses.has(batch.id)) {
        settled(false, 'too-large');
        continue;
      }
      this.seen.push(batch.id);
      this.payloads.push(Buffer.from(batch.payload).toString('latin1'));
      settled(true, undefined, batch.payload.buffer);
    }
  }

  #take(): { readonly batch: BatchMessage; readonly settled: Settled }[] {
    const taken = this.#inFlight;
    this.#inFlight = [];
    this.pendingBytes = 0;
    return taken;
  }
}
