import type { MessagePort } from 'node:worker_threads';
import { BatchMemory } from '@weir/flow';
import type { BatchMessage, Publisher, Settled } from '../bus.ts';
import { InFlight } from '../in-flight.ts';
import type { AckMail, BatchMail } from './messages.ts';

export interface EmbeddedPublisherOptions {
  /** Bytes taken and not yet committed, at most. Default 32 MiB. */
  readonly maxPendingBytes?: number;
}

/** A Publisher whose collector may crash and come again. */
export interface EmbeddedPublisher extends Publisher {
  allocate(bytes: number): Uint8Array;
  /**
   * Goes on with a new collector, beginning with what was published while there was none. What the old one was sent is settled by its
   * acknowledgements that are still to be read; what it had not acknowledged when its port closes is sent to the new one.
   */
  replacePort(port: MessagePort): void;
  /** The collector is sent no more: batches wait, within the bound, for `replacePort`. A port that closes does this by itself. */
  detach(): void;
}

/** The largest batch that is copied into memory that is used again, where it does not come in shared memory. */
const copiedBytes = 384 * 1024;

/**
 * The data plane's end of the embedded bus. Batches lie in memory that both threads see (`allocate`), so that nothing is copied, nothing is handed over, and the
 * garbage collectors of both do not hear of it. A collector that crashes loses nothing: what it had not acknowledged is sent to the next one, one batch at a
 * time and nothing beside it, so that one which makes collectors crash is found; with the second crash it is settled as `collector-crash`.
 */
export function embeddedPublisher(port: MessagePort, options: EmbeddedPublisherOptions = {}): EmbeddedPublisher {
  return new PortPublisher(port, options.maxPendingBytes);
}

class PortPublisher implements EmbeddedPublisher {
  readonly isTight = false;
  readonly #inFlight: InFlight;
  /** Every one that was taken, in their order. */
  readonly #batches = new Map<number, Batch>();
  /** For batches that come in memory of another kind. */
  readonly #copies = new BatchMemory(copiedBytes, allocateShared);
  /** All ports that may still acknowledge. */
  readonly #links = new Set<Link>();
  #current: Link | undefined;
  /** Some were sent to nobody, or to one that has crashed. */
  #someWait = false;
  /** Batches that were there at a crash. */
  #suspects = 0;
  #flushing = 0;

  constructor(port: MessagePort, maxPendingBytes: number | undefined) {
    this.#inFlight = new InFlight(maxPendingBytes);
    this.#attach(port);
  }

  get pendingBytes(): number {
    return this.#inFlight.bytes;
  }

  allocate(bytes: number): Uint8Array {
    return allocateShared(bytes);
  }

  publish({ payload }: BatchMessage, settled: Settled): boolean {
    const isShared = payload.buffer instanceof SharedArrayBuffer;
    const number = this.#inFlight.add(isShared ? payload.buffer.byteLength : payload.byteLength, settled);
    if (number === undefined) return false;
    const batch: Batch = { number, payload: isShared ? payload : this.#copy(payload), isCopy: !isShared, sentTo: undefined, crashes: 0 };
    this.#batches.set(number, batch);
    if (this.#current === undefined || this.#suspects > 0) this.#someWait = true;
    else send(batch, this.#current);
    return true;
  }

  replacePort(port: MessagePort): void {
    this.detach();
    if (this.#inFlight.closed) port.close();
    else this.#attach(port);
  }

  detach(): void {
    this.#current = undefined;
  }

  async flush(signal: AbortSignal): Promise<void> {
    this.#flushing++;
    for (const link of this.#links) link.port.ref();
    try {
      await this.#inFlight.idle(signal);
    } finally {
      this.#flushing--;
      if (this.#flushing === 0) for (const link of this.#links) link.port.unref();
    }
  }

  close(): Promise<void> {
    this.#current = undefined;
    for (const link of this.#links) link.port.close();
    this.#links.clear();
    this.#batches.clear();
    this.#suspects = 0;
    this.#inFlight.close();
    return Promise.resolve();
  }

  #attach(port: MessagePort): void {
    const link: Link = { port };
    this.#links.add(link);
    this.#current = link;
    port.on('message', ({ numbers }: AckMail) => {
      for (const number of numbers) this.#settle(number, true);
      this.#sendNext();
    });
    port.on('close', () => this.#onClose(link));
    // Listening has made it a reference, unless it has closed before: then `close` was missed.
    if (!port.hasRef()) return this.#onClose(link);
    // The collector alone does not keep the proxy's process alive, but for a flush.
    if (this.#flushing === 0) port.unref();
    this.#sendNext();
  }

  /** Sends what waits; of what a crash has left the first one alone: if that is there at the next crash too, it is what makes them. */
  #sendNext(): void {
    const link = this.#current;
    if (link === undefined || !this.#someWait) return;
    for (const batch of this.#batches.values()) {
      const isSuspect = batch.crashes > 0;
      if (this.#suspects > 0 && !isSuspect) continue;
      if (batch.sentTo === undefined) send(batch, link);
      if (isSuspect) return;
    }
    this.#someWait = false;
  }

  #onClose(link: Link): void {
    if (this.#current === link) this.detach();
    if (!this.#links.delete(link)) return;
    for (const batch of [...this.#batches.values()]) {
      if (batch.sentTo !== link) continue;
      batch.sentTo = undefined;
      this.#someWait = true;
      if (batch.crashes++ === 0) this.#suspects++;
      else this.#settle(batch.number, false, 'collector-crash');
    }
    this.#sendNext();
  }

  /** Numbers that are settled already are ignored: an acknowledgement may follow the one of another collector. */
  #settle(number: number, committed: boolean, reason?: string): void {
    const batch = this.#batches.get(number);
    if (batch === undefined) return;
    this.#batches.delete(number);
    if (batch.crashes > 0) this.#suspects--;
    const memory = batch.payload.buffer;
    if (batch.isCopy) this.#copies.giveBack(memory);
    this.#inFlight.settle(number, committed, reason, batch.isCopy ? undefined : memory);
  }

  #copy(payload: Uint8Array): Uint8Array {
    const piece = this.#copies.take(payload.length);
    piece.set(payload);
    return piece.subarray(0, payload.length);
  }
}

/** One that was taken and is not settled. */
interface Batch {
  readonly number: number;
  readonly payload: Uint8Array;
  readonly isCopy: boolean;
  /** Who has it now. */
  sentTo: Link | undefined;
  /** Collectors that ended with it. */
  crashes: number;
}

/** One collector's port. */
interface Link {
  readonly port: MessagePort;
}

/** To a closed port it is a no-op; the port's `close` says so later. */
function send(batch: Batch, link: Link): void {
  batch.sentTo = link;
  link.port.postMessage({ number: batch.number, payload: batch.payload } satisfies BatchMail);
}

function allocateShared(bytes: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(bytes));
}
