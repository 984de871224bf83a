import type { MessagePort } from 'node:worker_threads';
import type { BatchMessage, Publisher, Settled } from '../bus.ts';
import { InFlight } from '../in-flight.ts';
import type { AckMail, BatchMail } from './messages.ts';

export interface EmbeddedPublisherOptions {
  /** Bytes taken and not yet committed, at most. Default 32 MiB. */
  readonly maxPendingBytes?: number;
}

/** A Publisher whose collector may crash and come again. */
export interface EmbeddedPublisher extends Publisher {
  /**
   * Goes on with a new collector, beginning with what was published while there was none. What the old one was sent is settled by its
   * acknowledgements that are still to be read, or, when its port closes, as not committed (`collector-crash`).
   */
  replacePort(port: MessagePort): void;
  /** The collector is sent no more: batches wait, within the bound, for `replacePort`. A port that closes does this by itself. */
  detach(): void;
}

/**
 * The data plane's end of the embedded bus: batches go to the collector's thread over `port`, their buffers transferred, not copied. No copy
 * stays behind, so a collector that crashes loses what it had not yet acknowledged; each such batch is settled so, and counted by capture.
 */
export function embeddedPublisher(port: MessagePort, options: EmbeddedPublisherOptions = {}): EmbeddedPublisher {
  return new PortPublisher(port, options.maxPendingBytes);
}

class PortPublisher implements EmbeddedPublisher {
  readonly isTight = false;
  readonly #inFlight: InFlight;
  /** All ports that may still acknowledge. */
  readonly #links = new Set<Link>();
  #current: Link | undefined;
  /** Taken while there is no port; with a port it is empty. */
  #waiting: BatchMail[] = [];
  #flushing = 0;

  constructor(port: MessagePort, maxPendingBytes: number | undefined) {
    this.#inFlight = new InFlight(maxPendingBytes);
    this.#attach(port);
  }

  get pendingBytes(): number {
    return this.#inFlight.bytes;
  }

  publish(batch: BatchMessage, settled: Settled): boolean {
    const { payload } = batch;
    const isAlone = mayBeTransferred(payload);
    const number = this.#inFlight.add(isAlone ? payload.buffer.byteLength : payload.byteLength, settled);
    if (number === undefined) return false;
    const mail: BatchMail = { number, payload: isAlone ? payload : new Uint8Array(payload) };
    if (this.#current === undefined) this.#waiting.push(mail);
    else post(this.#current.port, mail);
    return true;
  }

  replacePort(port: MessagePort): void {
    this.detach();
    if (this.#inFlight.closed) port.close();
    else this.#attach(port);
  }

  detach(): void {
    if (this.#current === undefined) return;
    this.#current.until = this.#inFlight.next;
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
    this.#waiting = [];
    this.#current = undefined;
    for (const link of this.#links) link.port.close();
    this.#links.clear();
    this.#inFlight.close();
    return Promise.resolve();
  }

  #attach(port: MessagePort): void {
    const link: Link = { port, from: this.#waiting[0]?.number ?? this.#inFlight.next, until: Infinity };
    this.#links.add(link);
    this.#current = link;
    port.on('message', (mail: AckMail) => {
      for (let i = 0; i < mail.numbers.length; i++) this.#inFlight.settle(mail.numbers[i]!, true, undefined, mail.memories[i]);
    });
    port.on('close', () => this.#onClose(link));
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const mail of waiting) post(port, mail);
    // Listening has made it a reference, unless it has closed before: then `close` was missed.
    if (!port.hasRef()) this.#onClose(link);
    // The collector alone does not keep the proxy's process alive, but for a flush.
    else if (this.#flushing === 0) port.unref();
  }

  #onClose(link: Link): void {
    if (this.#current === link) this.detach();
    if (this.#links.delete(link)) this.#inFlight.fail('collector-crash', link.from, link.until);
  }
}

/** A port and the batches it was sent: numbers `from` up to, not including, `until`. */
interface Link {
  readonly port: MessagePort;
  readonly from: number;
  until: number;
}

/** A transfer takes the whole buffer along. Of a buffer that a payload does not fill there is more than the batch needs, and perhaps something else's. */
function mayBeTransferred(payload: Uint8Array): boolean {
  return payload.byteOffset === 0 && payload.byteLength >= payload.buffer.byteLength / 2;
}

/** To a closed port it is a no-op; the port's `close` settles the batch. */
function post(port: MessagePort, mail: BatchMail): void {
  port.postMessage(mail, [mail.payload.buffer as ArrayBuffer]);
}
