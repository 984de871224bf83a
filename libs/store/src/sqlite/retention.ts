import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction } from './transaction.ts';
import { pragma } from './schema.ts';

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
}

export interface RetentionOptions {
  /** A call ends after so many milliseconds. */
  readonly sliceMs: number;
  readonly now: () => number;
}

/** Drops the oldest flows, a little at a time. The accounts of what was captured stay. */
export class Retention {
  readonly #db: DatabaseSync;
  readonly #options: RetentionOptions;
  readonly #oldest: StatementSync;
  readonly #orphan: StatementSync;
  readonly #dropChunks: StatementSync;
  readonly #dropRows: readonly StatementSync[];

  constructor(db: DatabaseSync, options: RetentionOptions) {
    this.#db = db;
    this.#options = options;
    this.#oldest = db.prepare('select n, id from flow indexed by flow_started where started_us < ? order by started_us, id limit ?');
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
    if (beforeUs !== undefined) {
      dropped += this.#dropFlows(beforeUs, inTime, () => batchRows);
      this.#dropOrphans(beforeUs, inTime);
    }
    if (maxBytes !== undefined) dropped += this.#dropFlows(Number.MAX_SAFE_INTEGER, inTime, () => (this.#usedBytes() - maxBytes) / largeFlowBytes);
    this.#vacuum(inTime);
    return dropped;
  }

  /** `tooMany`: how many flows more than none are too many. */
  #dropFlows(beforeUs: number, inTime: () => boolean, tooMany: () => number): number {
    let dropped = 0;
    do {
      const flows = this.#oldest.all(beforeUs, Math.min(batchRows, Math.max(0, Math.ceil(tooMany())))) as unknown as OldFlow[];
      if (flows.length === 0) break;
      dropped += this.#dropBatch(flows, inTime);
    } while (inTime());
    return dropped;
  }

  /** Long bodies go first, in transactions of their own; a flow whose body takes too long keeps the rest of it until the next call. */
  #dropBatch(flows: readonly OldFlow[], inTime: () => boolean): number {
    const bare: OldFlow[] = [];
    for (const flow of flows) {
      if (!this.#dropChunksOf(flow.id, inTime)) break;
      bare.push(flow);
    }
    inTransaction(this.#db, () => {
      for (const { n } of bare) for (const statement of this.#dropRows) statement.run(n);
    });
    return bare.length;
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
