import { decodeBatch, flowToJson, wire, type FlowJson } from '@weir/flow';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AppendResult } from '../flow-store.ts';
import { streamOf } from './carried.ts';
import { columnNames, columnValues } from './columns.ts';
import { seenBefore, type Epochs } from './epochs.ts';
import { flowSlices } from './flow-slices.ts';
import { inTransaction } from './transaction.ts';
import { countWithin } from './ranges.ts';

/** Bodies beyond this, both sides together, are kept beside the record: a list then does not read them. */
const inlineBytes = 4096;

interface Batch {
  readonly decoded: wire.FlowBatch;
  readonly payload: Uint8Array;
}

/** Puts batches into the database. */
export class Writer {
  readonly #db: DatabaseSync;
  readonly #epochs: Epochs;
  readonly #putFlow: StatementSync;
  readonly #putRecord: StatementSync;
  readonly #putBody: StatementSync;
  readonly #dropBodies: StatementSync;
  readonly #putChunk: StatementSync;
  readonly #putLost: StatementSync;

  constructor(db: DatabaseSync, epochs: Epochs) {
    this.#db = db;
    this.#epochs = epochs;
    const names = ['id', 'epoch', ...columnNames];
    const updates = names.slice(1).map((name) => `${name} = excluded.${name}`);
    this.#putFlow = db.prepare(`
      insert into flow (${names.join(', ')}) values (${names.map(() => '?').join(', ')})
      on conflict (id) do update set ${updates.join(', ')} where excluded.revision > revision returning n`);
    this.#putFlow.setReturnArrays(true);
    this.#putRecord = db.prepare('insert or replace into record (n, flow) values (?, ?)');
    this.#putBody = db.prepare('insert or replace into body (slot, data) values (?, ?)');
    this.#dropBodies = db.prepare('delete from body where slot in (?, ?)');
    this.#putChunk = db.prepare('insert or ignore into chunk (flow, stream, seq, side, at_us, kind, size, data) values (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#putLost = db.prepare('insert or ignore into lost (epoch, seq, first, last, count, reason, from_us, until_us, bytes) values (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** All batches or none. `heard` is told of each epoch. Throws a FlowDecodeError for what is no batch, and the database's errors. */
  append(payloads: readonly Uint8Array[], heard: (epoch: number) => void): AppendResult {
    const batches = payloads.map((payload): Batch => ({ payload, decoded: decodeBatch(payload) }));
    const changed: FlowJson[] = [];
    try {
      inTransaction(this.#db, () => {
        for (const batch of batches) heard(this.#batch(batch, changed));
      });
    } catch (error) {
      this.#epochs.forget();
      throw error;
    }
    return { changed };
  }

  #batch({ decoded, payload }: Batch, changed: FlowJson[]): number {
    const epochs = this.#epochs;
    const epoch = epochs.number(decoded.epoch, decoded.producer);
    const { firstSeq: first, records } = decoded;
    const last = first + records.length - 1;
    if (records.length === 0) return epoch;
    const covered = epochs.covered(epoch, first, last);
    if (countWithin(covered, first, last) === records.length) return epoch;
    const seen = seenBefore(covered);
    const slices = flowSlices(payload);
    let stored = 0;
    let lastUs = 0;
    for (let i = 0; i < records.length; i++) {
      if (seen(first + i)) continue;
      const kind = records[i]!.kind;
      switch (kind?.$case) {
        case 'flow':
          this.#flow(kind.value, slices[i], epoch, changed);
          lastUs = Math.max(lastUs, kind.value.startedAtUs, kind.value.endedAtUs);
          break;
        case 'chunk':
          this.#chunk(kind.value);
          lastUs = Math.max(lastUs, kind.value.atUs);
          break;
        case 'lost':
          this.#lost(kind.value, epoch, first + i);
          lastUs = Math.max(lastUs, kind.value.untilUs);
          continue;
        case 'goodbye':
          epochs.goodbye(epoch, first + i, kind.value.lastSeq);
          continue;
        default: // A kind of a later version: it counts.
      }
      stored++;
    }
    epochs.cover(epoch, { first, last }, covered);
    epochs.count(epoch, stored, lastUs);
    return epoch;
  }

  #flow(flow: wire.Flow, slice: Uint8Array | undefined, epoch: number, changed: FlowJson[]): void {
    const json = flowToJson(flow, this.#epochs.producer(epoch));
    const row = this.#putFlow.get(flow.id, epoch, ...columnValues(json, flow.startedAtUs, flow.endedAtUs)) as unknown as [number] | undefined;
    if (row === undefined) return;
    const [n] = row;
    // An earlier revision may have left bodies, and this one may have none or have them in chunks.
    if (flow.revision > 1) this.#dropBodies.run(2 * n, 2 * n + 1);
    const bodies = [flow.request?.body, flow.response?.body];
    if ((bodies[0]?.data.length ?? 0) + (bodies[1]?.data.length ?? 0) > inlineBytes) {
      for (const side of [0, 1] as const) this.#body(2 * n + side, bodies[side]);
      this.#putRecord.run(n, wire.Flow.encode(flow).finish());
    } else {
      this.#putRecord.run(n, slice ?? wire.Flow.encode(flow).finish());
    }
    changed.push(json);
  }

  #body(slot: number, body: wire.Body | undefined): void {
    if (body === undefined || body.data.length === 0) return;
    this.#putBody.run(slot, body.data);
    body.data = new Uint8Array(0);
  }

  #chunk(chunk: wire.Chunk): void {
    this.#putChunk.run(chunk.flow, streamOf(chunk), chunk.seq, chunk.side, chunk.atUs, chunk.messageKind, chunk.size, chunk.data);
  }

  #lost({ firstSeq, lastSeq, count, reason, fromUs, untilUs, bytes }: wire.Lost, epoch: number, seq: number): void {
    this.#putLost.run(epoch, seq, firstSeq, lastSeq, count, reason, fromUs, untilUs, bytes);
  }
}
