import { decodeBatch, flowToJson, wire, type FlowJson } from '@weir/flow';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AppendResult } from '../flow-store.ts';
import { streamOf } from './carried.ts';
import { columnNames, columnsOf, valuesOf, type Columns } from './columns.ts';
import { countedColumns, type Counted } from './counted.ts';
import { seenBefore, type Epochs } from './epochs.ts';
import { flowSlices } from './flow-slices.ts';
import { leanBatch, type LeanBatch } from './lean-batch.ts';
import { Minutes } from './minutes.ts';
import { newerVersion, schema } from './schema.ts';
import { inTransaction } from './transaction.ts';
import { countWithin } from './ranges.ts';

/** Bodies beyond this, both sides together, are kept beside the record: a list then does not read them. */
const inlineBytes = 4096;

/** What one call of `append` did. */
class Appended implements AppendResult {
  readonly #flows: { readonly flow: wire.Flow | Uint8Array; readonly producer: string }[] = [];
  #json: readonly FlowJson[] | undefined;

  get count(): number {
    return this.#flows.length;
  }

  /** Made when it is asked for: without a live tail nobody does. */
  get changed(): readonly FlowJson[] {
    return this.#json ??= this.#flows.map(({ flow, producer }) => flowToJson(flow instanceof Uint8Array ? wire.Flow.decode(flow) : flow, producer));
  }

  /** `flow`: it, or its encoding. */
  add(flow: wire.Flow | Uint8Array, producer: string): void {
    this.#flows.push({ flow, producer });
  }
}

/** Puts batches into the database. */
export class Writer {
  readonly #db: DatabaseSync;
  readonly #epochs: Epochs;
  readonly #minutes: Minutes;
  readonly #version: StatementSync;
  readonly #insert: StatementSync;
  readonly #find: StatementSync;
  readonly #update: StatementSync;
  readonly #putRecord: StatementSync;
  readonly #putBody: StatementSync;
  readonly #dropBodies: StatementSync;
  readonly #putChunk: StatementSync;
  readonly #putLost: StatementSync;

  constructor(db: DatabaseSync, epochs: Epochs) {
    this.#db = db;
    this.#epochs = epochs;
    this.#minutes = new Minutes(db);
    this.#version = db.prepare('pragma user_version');
    const columns = ['epoch', ...columnNames];
    this.#insert = db.prepare(`
      insert into flow (id, ${columns.join(', ')}) values (?, ${columns.map(() => '?').join(', ')}) on conflict (id) do nothing`);
    this.#find = db.prepare(`select n, revision, ${countedColumns} from flow where id = ?`);
    this.#update = db.prepare(`update flow set ${columns.map((name) => `${name} = ?`).join(', ')} where n = ?`);
    this.#putRecord = db.prepare('insert or replace into record (n, flow) values (?, ?)');
    this.#putBody = db.prepare('insert or replace into body (slot, data) values (?, ?)');
    this.#dropBodies = db.prepare('delete from body where slot in (?, ?)');
    this.#putChunk = db.prepare('insert or ignore into chunk (flow, stream, seq, side, at_us, kind, size, data) values (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#putLost = db.prepare('insert or ignore into lost (epoch, seq, first, last, count, reason, from_us, until_us, bytes) values (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** All batches or none. `heard` is told of each epoch. Throws a FlowDecodeError for what is no batch, and the database's errors. */
  append(payloads: readonly Uint8Array[], heard: (epoch: number) => void): AppendResult {
    const appended = new Appended();
    try {
      inTransaction(this.#db, () => {
        this.#checkVersion();
        for (const payload of payloads) heard(this.#batch(payload, appended));
        this.#minutes.flush();
      });
    } catch (error) {
      this.#epochs.forget();
      this.#minutes.forget();
      throw error;
    }
    return appended;
  }

  /** A process of a later version may have brought the file up meanwhile: what this one writes would not be whole. */
  #checkVersion(): void {
    const { user_version: version } = this.#version.get() as { readonly user_version: number };
    if (version > schema.length) throw newerVersion(version);
  }

  #batch(payload: Uint8Array, appended: Appended): number {
    const lean = leanBatch(payload);
    return lean === undefined ? this.#anyBatch(payload, appended) : this.#leanBatch(lean, appended);
  }

  /** Of flows alone: these are not decoded. */
  #leanBatch({ epoch: id, producer, firstSeq: first, flows }: LeanBatch, appended: Appended): number {
    const epochs = this.#epochs;
    const epoch = epochs.number(id, producer);
    const last = first + flows.length - 1;
    if (flows.length === 0) return epoch;
    const covered = epochs.covered(epoch, first, last);
    const seen = seenBefore(covered);
    let stored = 0;
    let lastUs = 0;
    for (let i = 0; i < flows.length; i++) {
      if (seen(first + i)) continue;
      const { flow, slice } = flows[i]!;
      if (this.#flow(flow, slice, epoch)) appended.add(slice, epochs.producer(epoch));
      lastUs = Math.max(lastUs, flow.startedAtUs, flow.endedAtUs);
      stored++;
    }
    if (stored === 0) return epoch;
    epochs.cover(epoch, { first, last }, covered);
    epochs.count(epoch, stored, lastUs);
    return epoch;
  }

  #anyBatch(payload: Uint8Array, appended: Appended): number {
    const epochs = this.#epochs;
    const { epoch: id, producer, firstSeq: first, records } = decodeBatch(payload);
    const epoch = epochs.number(id, producer);
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
          if (this.#flow(kind.value, slices[i], epoch, kind.value)) appended.add(kind.value, epochs.producer(epoch));
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

  /** Whether it is new, or a higher revision than was there. `flow` may be a lean one where there is a `slice`; `whole` is the same one, decoded. */
  #flow(flow: wire.Flow, slice: Uint8Array | undefined, epoch: number, whole?: wire.Flow): boolean {
    const n = this.#row(flow.id, columnsOf(flow), epoch);
    if (n === undefined) return false;
    if (isInline(flow) && slice !== undefined) {
      this.#putRecord.run(n, slice);
      return true;
    }
    const record = whole ?? wire.Flow.decode(slice!);
    if (!isInline(record)) {
      this.#body(2 * n, record.request?.body);
      this.#body(2 * n + 1, record.response?.body);
    }
    this.#putRecord.run(n, wire.Flow.encode(record).finish());
    return true;
  }

  /** The number of the row that was made or changed. */
  #row(id: Uint8Array, columns: Columns, epoch: number): number | undefined {
    const values = valuesOf(columns);
    const { changes, lastInsertRowid } = this.#insert.run(id, epoch, ...values);
    if (changes === 1) {
      this.#minutes.add(columns, 1);
      return Number(lastInsertRowid);
    }
    const before = this.#find.get(id) as unknown as Counted & { readonly n: number; readonly revision: number };
    if (columns.revision <= before.revision) return undefined;
    this.#update.run(epoch, ...values, before.n);
    this.#minutes.add(before, -1);
    this.#minutes.add(columns, 1);
    // The revision before may have left bodies, and this one may have none or have them in chunks.
    this.#dropBodies.run(2 * before.n, 2 * before.n + 1);
    return before.n;
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

function isInline({ request, response }: wire.Flow): boolean {
  return (request?.body?.data.length ?? 0) + (response?.body?.data.length ?? 0) <= inlineBytes;
}
