import { join } from 'node:path';
import { openSpool, SpoolError, spooledPublisher, type Publisher, type Spool, type SpoolEvent } from '@weir/bus';
import { flowSubject, natsPublisher, openLink } from '@weir/bus/nats';
import type { natsOptions } from '@weir/bus/nats/options';
import { RuntimeFailure, type Log, type Shutdown, type Values } from '@weir/service';
import type { BusFigures } from '@weir/telemetry';
import type { spoolOptions } from './spool-options.ts';

export interface OutletParts {
  readonly values: Values<typeof natsOptions & typeof spoolOptions>;
  /** The service: its token in the subject, and the spool's folder. */
  readonly service: string;
  readonly producer: string;
  /** The folder of --home. */
  readonly home: string;
  /** What may wait in memory, in bytes, where there is no spool. */
  readonly memoryBytes: number;
  readonly log: Log;
}

/** A producer's way onto NATS. */
export interface Outlet {
  readonly publisher: Publisher;
  figures(): BusFigures;
  /** Says how it ends: what NATS does not take in time stays in the spool. */
  defer(shutdown: Shutdown): void;
}

/** What waits in memory before the spool: a batch on its way is there until the stream has it. */
const spooledMemoryBytes = 8 * 1024 * 1024;

/** NATS need not be there. Rejects with ConfigError and RuntimeFailure for what a user can mend. */
export async function openOutlet({ values, service, producer, home, memoryBytes, log }: OutletParts): Promise<Outlet> {
  const limit = values.spool_limit!;
  const link = openLink(values, { service, instance: producer }, log);
  let spool: Spool | undefined;
  try {
    if (limit > 0) spool = await openSpool({ directory: values.spool_dir ?? join(home, 'spool', service), limitBytes: limit, clock: { nowMs: Date.now }, onEvent: (event) => tell(event, log) });
  } catch (error) {
    await link.close();
    throw error instanceof SpoolError ? new RuntimeFailure(error.message) : error;
  }
  const stream = natsPublisher({
    link,
    subject: flowSubject(service),
    maxPendingBytes: spool === undefined ? memoryBytes : spooledMemoryBytes,
    onRefusal: (reason) => tellRefusal(reason, log),
  });
  const publisher = spool === undefined ? stream : spooledPublisher({ publisher: stream, spool });
  return {
    publisher,
    figures: () => ({
      connected: link.isUp,
      reconnects: link.reconnects,
      resent: stream.resent,
      ...(spool && spoolFigures(spool)),
    }),
    defer: (shutdown) => {
      shutdown.defer('nats', () => link.close());
      shutdown.defer('bus', () => publisher.close());
    },
  };
}

function spoolFigures(spool: Spool): BusFigures {
  const { bytes, batches, damaged } = spool.stats();
  return { spooledBytes: bytes, spooledBatches: batches, damagedBytes: damaged };
}

function tellRefusal(reason: string | undefined, log: Log): void {
  if (reason === undefined) log.event('info', 'publish-recovered', {}, 'flows are published again');
  else log.event('warn', 'publish-refused', { reason }, `flows are not taken (${reason}): they wait; a collector makes the stream when it starts`);
}

function tell(event: SpoolEvent, log: Log): void {
  switch (event.type) {
    case 'damaged': return log.event('error', 'spool-damaged', { path: event.path, offset: event.offset, bytes: event.bytes }, `${event.bytes} bytes of ${event.path} are damaged (${event.why}): what was in them is lost`);
    case 'refused': return log.event('error', 'spool-refused', { id: event.id, reason: event.reason }, `a batch of the spool is never taken (${event.reason}): it is lost`);
    case 'write-recovered': return log.event('info', 'spool-recovered', { path: event.path }, 'the spool is written again');
    default: return log.event('error', `spool-${event.type}`, { path: event.path, error: event.error.message }, `the spool: ${event.path}: ${event.error.message}`);
  }
}
