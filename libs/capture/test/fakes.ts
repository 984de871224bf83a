import type { BatchMessage, Publisher, Settled } from '@weir/bus';
import type { Connection, RequestHead, ResponseHead } from '@weir/core';
import { decodeBatch, wire } from '@weir/flow';
import { createRecorder, type CaptureRecorder, type Clock, type RecorderOptions, type Redactor, type Timers } from '../src/index.ts';

/** Changes nothing but what is given. */
export function redactor(given: Partial<Redactor>): Redactor {
  return { record: () => undefined, holds: () => false, body: (_side, _headers, parts) => parts, message: (_side, _kind, bytes) => bytes, ...given };
}

/** Time that stands still until it is moved; timers fire when it is. */
export class FakeTime implements Clock, Timers {
  now = 1_795_427_200_000.25;
  /** Timers that were set, once or for good. */
  set = 0;
  #due: { at: number; call: () => void; every: number }[] = [];

  nowMs(): number {
    return this.now;
  }

  after(ms: number, call: () => void): void {
    this.#add(ms, call, 0);
  }

  every(ms: number, call: () => void): () => void {
    const timer = this.#add(ms, call, ms);
    return () => {
      this.#due = this.#due.filter((other) => other !== timer);
    };
  }

  /** Moves on by `ms`, in order of what is due. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = this.#due.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.now = next.at;
      if (next.every > 0) next.at += next.every;
      else this.#due = this.#due.filter((timer) => timer !== next);
      next.call();
    }
    this.now = end;
  }

  #add(ms: number, call: () => void, every: number): { at: number; call: () => void; every: number } {
    this.set++;
    const timer = { at: this.now + ms, call, every };
    this.#due.push(timer);
    return timer;
  }
}

/** A bus that does as it is told. */
export class FakePublisher implements Publisher {
  /** Batches beyond so many bytes in flight are refused. */
  limit = Infinity;
  /** Commits at once; otherwise by `settle`. */
  prompt = true;
  readonly committed: BatchMessage[] = [];
  readonly waiting: { batch: BatchMessage; settled: Settled }[] = [];
  pendingBytes = 0;
  isTight = false;

  publish(batch: BatchMessage, settled: Settled): boolean {
    if (this.pendingBytes + batch.payload.length > this.limit) return false;
    if (this.prompt) {
      this.committed.push(batch);
      settled(true);
    } else {
      this.pendingBytes += batch.payload.length;
      this.waiting.push({ batch, settled });
    }
    return true;
  }

  /** Ends the batch that waits at `index`. */
  settle(committed: boolean, reason?: string, index = 0): void {
    const [entry] = this.waiting.splice(index, 1);
    this.pendingBytes -= entry!.batch.payload.length;
    if (committed) this.committed.push(entry!.batch);
    entry!.settled(committed, reason);
  }

  flush(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    while (this.waiting.length > 0) this.settle(true);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get batches(): wire.FlowBatch[] {
    return this.committed.map((batch) => decodeBatch(batch.payload));
  }

  get flows(): wire.Flow[] {
    return this.#records('flow');
  }

  get chunks(): wire.Chunk[] {
    return this.#records('chunk');
  }

  get lost(): wire.Lost[] {
    return this.#records('lost');
  }

  #records<T>(kind: string): T[] {
    return this.batches.flatMap((batch) => batch.records).filter((record) => record.kind?.$case === kind).map((record) => record.kind!.value as T);
  }
}

export interface Rig {
  readonly recorder: CaptureRecorder;
  readonly bus: FakePublisher;
  readonly time: FakeTime;
  readonly faults: unknown[];
}

export function rig(options: Partial<RecorderOptions> = {}): Rig {
  const bus = new FakePublisher();
  const time = new FakeTime();
  const faults: unknown[] = [];
  const recorder = createRecorder({
    producer: 'test', publisher: bus, clock: time, timers: time, random: (into) => void into.fill(7), onFault: (error) => faults.push(error), ...options,
  });
  return { recorder, bus, time, faults };
}

export function connection(): Connection {
  return {
    id: 'c1',
    mode: 'reverse:http://example.com@8080',
    transport: 'tcp',
    local: { host: '127.0.0.1', port: 8080 },
    client: { address: { host: '10.0.0.7', port: 51234 }, state: 'open' },
    server: { address: { host: 'example.com', port: 80 }, ip: '192.0.2.1', state: 'open' },
  };
}

export const get: RequestHead = {
  method: 'GET', authority: 'example.com', scheme: 'http', host: 'example.com', port: 80, path: '/a?b', httpVersion: 'HTTP/1.1',
  headers: ['Host', 'example.com', 'X-Odd', 'caf\xe9'],
};

export const ok: ResponseHead = { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: ['Content-Type', 'text/plain'] };

/** What the accounting promises, checked on what was committed of a recorder that has closed. Returns the sum of stored records. */
export function checkAccounts(bus: FakePublisher, recorder: CaptureRecorder): number {
  const seen = new Set<number>();
  const see = (number: number): void => {
    if (seen.has(number)) throw new Error(`number ${number} is accounted for twice`);
    seen.add(number);
  };
  let stored = 0;
  let lost = 0;
  let goodbye = 0;
  for (const { firstSeq, records } of bus.batches) {
    records.forEach(({ kind }, index) => {
      see(firstSeq + index);
      if (kind?.$case === 'flow' || kind?.$case === 'chunk') stored++;
      if (kind?.$case === 'goodbye') goodbye = kind.value.lastSeq;
      if (kind?.$case !== 'lost') return;
      lost += kind.value.count;
      if (kind.value.firstSeq > 0) for (let n = kind.value.firstSeq; n <= kind.value.lastSeq; n++) see(n);
    });
  }
  const { captured, published, lost: counted } = recorder.stats();
  expect({ captured, published, counted }).toEqual({ captured: stored + lost, published: stored, counted: lost });
  expect([seen.size, Math.max(...seen)]).toEqual([goodbye, goodbye]);
  return stored;
}
