import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { countedColumns, type Counted } from './counted.ts';
import { Minutes } from './minutes.ts';
import { pragma } from './schema.ts';
import { inSnapshot, inTransaction } from './transaction.ts';

/** Rows that one transaction drops. */
const batchRows = 200;

/** What a flow may take, but for a body in chunks: so many at a time are dropped for their bytes, and not too many at the end. */
const largeFlowBytes = 128 * 1024;

/** Free pages that stay in the file, for what comes next; and those that one step gives back. */
const sparePages = 1024;
const vacuumPages = 256;

interface OldFlow {
  readonly n: number;
  readonly id: Uint8Array;
  readonly started_us: number;
}

export interface RetentionOptions {
  /** A call ends after so many milliseconds. */
  readonly sliceMs: number;
  readonly now: () => number;
}

/**
 * Drops the oldest flows, a little at a time. The accounts of what was captured stay. Several processes may do so at once: each looks
 * again at what it drops within the transaction that drops it, so that none takes what another has made or dropped meanwhile.
 */
export class Retention {
  readonly #db: DatabaseSync;
  readonly #options: RetentionOptions;
  readonly #minutes: Minutes;
  readonly #oldest: StatementSync;
  readonly #present: StatementSync;
  readonly #orphan: StatementSync;
  readonly #dropChunks: StatementSync;
  readonly #dropRows: readonly StatementSync[];

  constructor(db: DatabaseSync, options: RetentionOptions) {
    this.#db = db;
    this.#options = options;
    this.#minutes = new Minutes(db);
    this.#oldest = db.prepare('select n, id, started_us from flow indexed by flow_started where started_us < ? order by started_us, id limit ?');
    this.#present = db.prepare(`select ${countedColumns} from flow where n = ? and id = ?`);
    // Of flows that never came, or that were dropped before their last chunk.
    this.#orphan = db.prepare('select flow as id from chunk where flow < ? and not exists (select 1 from flow where flow.id = chunk.flow) limit 1');
    this.#dropChunks = db.prepare(`
      delete from chunk where flow = ?1 and (stream, seq) in (select stream, seq from chunk where flow = ?1 limit ${batchRows})`);
    this.#dropRows = [
      db.prepare('delete from body where slot in (?1 * 2, ?1 * 2 + 1)'),
      db.prepare('delete from record where n = ?1'),
      db.prepare('delete from flow where n = ?1'),
    ];
  }

  /** Returns flows dropped. */
  run({ beforeUs, maxBytes }: { readonly beforeUs?: number; readonly maxBytes?: number }): number {
    const deadline = this.#options.now() + this.#options.sliceMs;
    const inTime = (): boolean => this.#options.now() < deadline;
    let dropped = 0;
    if (beforeUs !== undefined) dropped += this.#drop(beforeUs, inTime, () => batchRows);
    if (maxBytes !== undefined) dropped += this.#drop(Number.MAX_SAFE_INTEGER, inTime, () => (this.#usedBytes() - maxBytes) / largeFlowBytes);
    this.#vacuum(inTime);
    return dropped;
  }

  /** `tooMany`: how many flows more than none are too many. */
  #drop(beforeUs: number, inTime: () => boolean, tooMany: () => number): number {
    let dropped = 0;
    let orphansBeforeUs = beforeUs < Number.MAX_SAFE_INTEGER ? beforeUs : 0;
    do {
      // The bytes and the flows of one moment: another process may be at the same.
      const flows = inSnapshot(this.#db, () => this.#oldest.all(beforeUs, Math.min(batchRows, Math.max(0, Math.ceil(tooMany()))))) as unknown as OldFlow[];
      if (flows.length === 0) break;
      dropped += this.#dropBatch(flows, inTime);
      orphansBeforeUs = Math.max(orphansBeforeUs, flows[0]!.started_us);
    } while (inTime());
    if (orphansBeforeUs > 0) this.#dropOrphans(orphansBeforeUs, inTime);
    return dropped;
  }

  /** Long bodies go first, in transactions of their own; a flow whose body takes too long keeps the rest of it until the next call. */
  #dropBatch(flows: readonly OldFlow[], inTime: () => boolean): number {
    const bare: OldFlow[] = [];
    for (const flow of flows) {
      if (!this.#dropChunksOf(flow.id, inTime)) break;
      bare.push(flow);
    }
    if (bare.length === 0) return 0;
    try {
      return inTransaction(this.#db, () => this.#dropRowsOf(bare));
    } catch (error) {
      this.#minutes.forget();
      throw error;
    }
  }

  /** A row's number may be another flow's by now. */
  #dropRowsOf(flows: readonly OldFlow[]): number {
    let dropped = 0;
    for (const { n, id } of flows) {
      const flow = this.#present.get(n, id) as unknown as Counted | undefined;
      if (flow === undefined) continue;
      for (const statement of this.#dropRows) statement.run(n);
      this.#minutes.add(flow, -1);
      dropped++;
    }
    this.#minutes.flush();
    return dropped;
  }

  /** false: there is more, and no time. */
  #dropChunksOf(id: Uint8Array, inTime: () => boolean): boolean {
    while (Number(this.#dropChunks.run(id).changes) === batchRows) if (!inTime()) return false;
    return true;
  }

  #dropOrphans(beforeUs: number, inTime: () => boolean): void {
    const before = firstUlidAt(beforeUs);
    while (inTime()) {
      const orphan = this.#orphan.get(before) as { readonly id: Uint8Array } | undefined;
      if (orphan === undefined) return;
      this.#dropChunksOf(orphan.id, inTime);
    }
  }

  #usedBytes(): number {
    return (pragma(this.#db, 'page_count') - pragma(this.#db, 'freelist_count')) * pragma(this.#db, 'page_size');
  }

  /** Gives pages back to the file system. */
  #vacuum(inTime: () => boolean): void {
    while (pragma(this.#db, 'freelist_count') > sparePages && inTime()) this.#db.exec(`pragma incremental_vacuum(${vacuumPages})`);
  }
}

/** A ULID begins with 48 bits of milliseconds. */
function firstUlidAt(us: number): Uint8Array {
  const id = Buffer.alloc(16);
  id.writeUIntBE(Math.min(Math.max(0, Math.floor(us / 1000)), 2 ** 48 - 1), 0, 6);
  return id;
}
