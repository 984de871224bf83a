import { createInbox, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { BatchMessage, Publisher, Settled } from '../bus.ts';
import { InFlight } from '../in-flight.ts';
import type { LinkUser, NatsLink } from './link.ts';

export interface NatsPublisherOptions {
  readonly link: NatsLink;
  /** flowSubject of the producer. */
  readonly subject: string;
  /** Bytes taken and not yet acknowledged by the stream, at most. Default 32 MiB. */
  readonly maxPendingBytes?: number;
  /** Of these, how many are on their way at once: what the connection's buffers may hold besides. Default 8 MiB. */
  readonly windowBytes?: number;
  /** Until a batch without an acknowledgement is sent again, and until one that was refused is. Milliseconds; default 5000 and 500. */
  readonly ackMs?: number;
  readonly retryMs?: number;
  /** The stream refuses what is published, in its words; told when the words change. Undefined: it takes it again. */
  readonly onRefusal?: (reason: string | undefined) => void;
}

export interface NatsPublisher extends Publisher {
  /** Batches that were sent more than once. */
  readonly resent: number;
}

/** The stream's answer to a message (JetStream's PubAck). */
interface PubAck {
  readonly error?: { readonly code: number; readonly description: string };
  readonly stream?: string;
}

/**
 * Publishes batches into the stream of flows, until each is acknowledged: in their order while all goes well, again with the same message id after a
 * connection was lost, an answer did not come or was a refusal. Settled as committed when the stream has it. Batches wait here, within the bound, while
 * NATS is away.
 */
export function natsPublisher(options: NatsPublisherOptions): NatsPublisher {
  return new StreamPublisher(options);
}

/** A batch that was taken. */
interface Entry {
  readonly number: number;
  readonly batch: BatchMessage;
  sends: number;
  /** When its answer is overdue, or when it may be sent again. */
  dueMs: number;
}

class StreamPublisher implements NatsPublisher, LinkUser {
  readonly #link: NatsLink;
  readonly #inFlight: InFlight;
  readonly #subject: string;
  readonly #windowBytes: number;
  readonly #ackMs: number;
  readonly #retryMs: number;
  readonly #onRefusal: ((reason: string | undefined) => void) | undefined;
  /** All that was taken, by number: in their order. */
  readonly #entries = new Map<number, Entry>();
  /** Of these, what is to be sent, the first ones first. */
  #waiting: Entry[] = [];
  /** Sent on the present connection and not answered. */
  readonly #sent = new Map<number, Entry>();
  #sentBytes = 0;
  #connection: NatsConnection | undefined;
  #inbox = '';
  #refusal: string | undefined;
  #resent = 0;
  #probing = false;
  readonly #timer: NodeJS.Timeout;

  constructor(options: NatsPublisherOptions) {
    this.#link = options.link;
    this.#inFlight = new InFlight(options.maxPendingBytes);
    this.#subject = options.subject;
    this.#windowBytes = options.windowBytes ?? 8 * 1024 * 1024;
    this.#ackMs = options.ackMs ?? 5_000;
    this.#retryMs = options.retryMs ?? 500;
    this.#onRefusal = options.onRefusal;
    this.#timer = setInterval(() => this.#look(), Math.min(this.#ackMs, this.#retryMs) / 2);
    this.#timer.unref();
    options.link.use(this);
  }

  get pendingBytes(): number {
    return this.#inFlight.bytes;
  }

  /** What waits here is in memory, which capture watches itself. */
  get isTight(): boolean {
    return false;
  }

  get resent(): number {
    return this.#resent;
  }

  publish(batch: BatchMessage, settled: Settled): boolean {
    const number = this.#inFlight.add(batch.payload.buffer.byteLength, settled);
    if (number === undefined) return false;
    const entry: Entry = { number, batch, sends: 0, dueMs: 0 };
    this.#entries.set(number, entry);
    this.#waiting.push(entry);
    this.#send();
    return true;
  }

  async flush(signal: AbortSignal): Promise<void> {
    this.#timer.ref();
    try {
      await this.#inFlight.idle(signal);
    } finally {
      this.#timer.unref();
    }
  }

  close(): Promise<void> {
    clearInterval(this.#timer);
    this.down();
    this.#entries.clear();
    this.#waiting = [];
    this.#inFlight.close();
    return Promise.resolve();
  }

  up(connection: NatsConnection): void {
    if (this.#inFlight.closed) return;
    this.#connection = connection;
    // One inbox for all answers; what is behind its last dot is the batch's number.
    this.#inbox = createInbox(this.#link.inboxPrefix);
    connection.subscribe(`${this.#inbox}.*`, { callback: (error, message) => { if (error === null) this.#answered(message); } });
    this.#send();
  }

  down(): void {
    this.#connection = undefined;
    this.#sent.clear();
    this.#sentBytes = 0;
    // Whether what was on its way has arrived is not known: the stream knows it by its id.
    this.#waiting = [...this.#entries.values()];
    for (const entry of this.#waiting) entry.dueMs = 0;
  }

  /** Sends what may go now. */
  #send(): void {
    const connection = this.#connection;
    if (connection === undefined || this.#waiting.length === 0) return;
    const now = performance.now();
    let at = 0;
    for (; at < this.#waiting.length; at++) {
      const entry = this.#waiting[at]!;
      const bytes = entry.batch.payload.length;
      if (entry.dueMs > now || (this.#sentBytes > 0 && this.#sentBytes + bytes > this.#windowBytes)) break;
      // A stream that takes nothing is asked with one batch at a time.
      if (this.#refusal !== undefined && this.#sent.size > 0) break;
      if (!this.#entries.has(entry.number)) continue;
      if (!this.#write(connection, entry, now)) break;
    }
    this.#waiting.splice(0, at);
  }

  /** False: the connection is going away, and `down` comes. */
  #write(connection: NatsConnection, entry: Entry, now: number): boolean {
    const { id, payload } = entry.batch;
    const { info } = connection;
    if (info !== undefined && payload.length + 256 > info.max_payload) {
      // No later try would go better.
      this.#refused(`a batch of ${payload.length} bytes is more than the max_payload of the server, ${info.max_payload}`);
      // Not within the call of `publish`: its caller does not know yet that the batch was taken.
      queueMicrotask(() => this.#settle(entry, false, 'too-large'));
      return true;
    }
    const head = headers();
    head.set('Nats-Msg-Id', id);
    try {
      connection.publish(this.#subject, payload, { headers: head, reply: `${this.#inbox}.${entry.number}` });
    } catch {
      return false;
    }
    if (entry.sends++ > 0) this.#resent++;
    entry.dueMs = now + this.#ackMs;
    this.#sent.set(entry.number, entry);
    this.#sentBytes += payload.length;
    return true;
  }

  #answered(message: Msg): void {
    const entry = this.#sent.get(Number(message.subject.slice(this.#inbox.length + 1)));
    if (entry === undefined) return;
    const refusal = refusalOf(message);
    this.#unsent(entry);
    this.#refused(refusal);
    if (refusal === undefined) this.#settle(entry, true);
    else this.#again(entry, this.#retryMs);
    this.#send();
  }

  #settle(entry: Entry, committed: boolean, reason?: string): void {
    this.#entries.delete(entry.number);
    // What was sent twice may still wait in a buffer of the connection: its memory is not used again.
    const memory = committed && entry.sends === 1 ? entry.batch.payload.buffer : undefined;
    this.#inFlight.settle(entry.number, committed, reason, memory);
  }

  #unsent(entry: Entry): void {
    if (this.#sent.delete(entry.number)) this.#sentBytes -= entry.batch.payload.length;
  }

  /** To be sent again, before what came later. */
  #again(entry: Entry, inMs: number): void {
    entry.dueMs = performance.now() + inMs;
    const at = this.#waiting.findIndex(({ number }) => number > entry.number);
    if (at < 0) this.#waiting.push(entry);
    else this.#waiting.splice(at, 0, entry);
  }

  /** Looks for answers that are overdue. */
  #look(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#send();
    const oldest = this.#sent.values().next().value;
    if (oldest === undefined || oldest.dueMs > performance.now() || this.#probing) return;
    // What a server that stands still has not read is not sent again: it would only fill the connection's buffer.
    this.#probing = true;
    connection.flush().then(() => this.#overdue(connection), () => undefined).finally(() => { this.#probing = false; });
  }

  #overdue(connection: NatsConnection): void {
    if (connection !== this.#connection) return;
    const now = performance.now();
    for (const entry of [...this.#sent.values()]) {
      if (entry.dueMs > now) break;
      this.#unsent(entry);
      this.#again(entry, 0);
    }
    this.#send();
  }

  #refused(reason: string | undefined): void {
    if (reason === this.#refusal) return;
    this.#refusal = reason;
    this.#onRefusal?.(reason);
  }
}

/** Why the stream did not take a message; undefined: it did. */
function refusalOf(message: Msg): string | undefined {
  // No stream has this subject, or JetStream is off: the server answers by itself (status 503).
  if (message.data.length === 0) return 'no stream takes flows';
  let ack: PubAck;
  try {
    ack = message.json<PubAck>();
  } catch {
    return 'the answer is no JSON';
  }
  if (ack.error !== undefined) return ack.error.description;
  return ack.stream === undefined || ack.stream === '' ? 'the answer names no stream' : undefined;
}
