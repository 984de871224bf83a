import { AckPolicy, DeliverPolicy, DiscardPolicy, jetstreamManager, JetStreamApiError, RetentionPolicy, StorageType, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { collectorConsumer, flowStream, flowSubjects } from './subjects.ts';

export interface StreamSettings {
  /** Servers that keep each message: 1, 3 or 5. */
  readonly replicas: number;
  /** The oldest messages go beyond either, read or not. Bytes, milliseconds. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** How long the stream knows message ids: what a producer sends again within it is not stored twice. Afterwards the collector's coverage tells. */
const duplicateMs = 120_000;
/** A batch that was delivered and not acknowledged for so long is delivered again, to whoever asks. */
const ackWaitMs = 30_000;
/** Batches delivered and not acknowledged, all collectors together. */
const maxAckPending = 1_024;

/** The codes of JetStream for what is not there (server/errors.json of nats-server). */
const streamNotFound = 10_059;
const consumerNotFound = 10_014;

/**
 * Makes the stream of flows and its collectors' consumer where they are not there. A stream that is there keeps its limits and replicas, which its operator may
 * have set; only its subjects and its kind must be right. Rejects with an Error that says what is wrong with it.
 */
export async function ensureStream(connection: NatsConnection, settings: StreamSettings): Promise<void> {
  const manager = await jetstreamManager(connection);
  await ensureFlows(manager, settings);
  await ensureConsumer(manager);
}

async function ensureFlows(manager: JetStreamManager, { replicas, maxBytes, maxAgeMs }: StreamSettings): Promise<void> {
  const present = await absent(streamNotFound, () => manager.streams.info(flowStream));
  if (present !== undefined) {
    check(present.config);
    return;
  }
  await manager.streams.add({
    name: flowStream,
    subjects: [flowSubjects],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    num_replicas: replicas,
    max_bytes: maxBytes,
    max_age: nanos(maxAgeMs),
    duplicate_window: nanos(Math.min(duplicateMs, maxAgeMs)),
  });
}

/** Another stream of this name would take flows in ways that lose them. */
function check({ subjects, retention, no_ack: isMute }: StreamConfig): void {
  const wrong = !subjects.includes(flowSubjects) ? `its subjects are ${subjects.join(', ')}, not ${flowSubjects}`
    : retention !== RetentionPolicy.Limits ? `its retention is ${retention}, not limits`
      : isMute ? 'it acknowledges nothing (no_ack)' : undefined;
  if (wrong !== undefined) throw new Error(`the stream ${flowStream} is not Weir's: ${wrong}`);
}

async function ensureConsumer(manager: JetStreamManager): Promise<void> {
  const present = await absent(consumerNotFound, () => manager.consumers.info(flowStream, collectorConsumer));
  if (present !== undefined) return;
  await manager.consumers.add(flowStream, {
    durable_name: collectorConsumer,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(ackWaitMs),
    max_ack_pending: maxAckPending,
  });
}

async function absent<T>(code: number, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === code) return undefined;
    throw error;
  }
}
