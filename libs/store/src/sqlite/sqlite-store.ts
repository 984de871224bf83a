import type { FlowJson, LossJson } from '@weir/flow';
import { ulidBytes } from '@weir/flow';
import type { DatabaseSync } from 'node:sqlite';
import type { AppendResult, FlowQuery, FlowStore, MessagePage, StatsJson, StatsQuery, StoredBody } from '../flow-store.ts';
import { Accounts } from './accounts.ts';
import { Carried } from './carried.ts';
import { Epochs } from './epochs.ts';
import { Flows } from './flows.ts';
import { Retention } from './retention.ts';
import { Search } from './search.ts';
import { Stats } from './stats.ts';
import { Writer } from './writer.ts';

export interface SqliteStoreOptions {
  /**
   * The producers are in this process: an epoch that began before the store was opened, and has said neither goodbye nor anything
   * since, has crashed. Otherwise that shows when its producer's next epoch is heard of.
   */
  readonly embedded?: boolean;
  /** How long a call waits for another process that writes to the file, in milliseconds; then it fails with SQLITE_BUSY. Default 5000. */
  readonly busyMs?: number;
  /** How long one call of `find` or `retain` may work, in milliseconds. Default 250. */
  readonly sliceMs?: number;
  /** Milliseconds of a clock that does not jump. Default performance.now. */
  readonly now?: () => number;
}

/** Flows in one SQLite file. `openSqliteStore` makes it. */
export class SqliteStore implements FlowStore {
  readonly #db: DatabaseSync;
  readonly #embedded: boolean;
  readonly #flows: Flows;
  readonly #carried: Carried;
  readonly #writer: Writer;
  readonly #search: Search;
  readonly #stats: Stats;
  readonly #accounts: Accounts;
  readonly #retention: Retention;
  /** Epochs that have said something since the store was opened. */
  readonly #heard = new Set<number>();

  constructor(db: DatabaseSync, { embedded = false, sliceMs = 250, now = () => performance.now() }: SqliteStoreOptions = {}) {
    this.#db = db;
    this.#embedded = embedded;
    const epochs = new Epochs(db);
    this.#flows = new Flows(db, epochs);
    this.#carried = new Carried(db, this.#flows);
    this.#writer = new Writer(db, epochs);
    this.#search = new Search(db, this.#flows, this.#carried, { sliceMs, now });
    this.#stats = new Stats(db, this.#search, epochs);
    this.#accounts = new Accounts(db);
    this.#retention = new Retention(db, { sliceMs, now });
  }

  append(batches: readonly Uint8Array[]): AppendResult {
    return this.#writer.append(batches, (epoch) => this.#heard.add(epoch));
  }

  find(query: FlowQuery): { readonly flows: FlowJson[]; readonly next?: string } {
    return this.#search.find(query);
  }

  get(id: string): FlowJson | undefined {
    const bytes = ulidBytes(id);
    return bytes === undefined ? undefined : this.#flows.json(bytes);
  }

  body(id: string, side: 'request' | 'response'): StoredBody | undefined {
    const bytes = ulidBytes(id);
    return bytes === undefined ? undefined : this.#carried.stored(bytes, side);
  }

  messages(id: string, page: { readonly limit: number; readonly cursor?: string }): MessagePage | undefined {
    const bytes = ulidBytes(id);
    return bytes === undefined ? undefined : this.#carried.page(bytes, page);
  }

  stats(query: StatsQuery): Promise<StatsJson> {
    return this.#stats.of(query);
  }

  loss(): LossJson {
    return this.#accounts.loss((epoch) => this.#embedded && !this.#heard.has(epoch));
  }

  retain(limits: { readonly beforeUs?: number; readonly maxBytes?: number }): number {
    return this.#retention.run(limits);
  }

  /** Tidies up as far as other processes let it at once: the last one to close the file does it all. */
  [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#db.exec('pragma busy_timeout = 0; pragma optimize; pragma wal_checkpoint(truncate)');
    } catch (error) {
      if (!isBusy(error)) throw error;
    } finally {
      this.#db.close();
    }
    return Promise.resolve();
  }
}

/** The low byte is the primary code (https://www.sqlite.org/rescode.html): SQLITE_BUSY. */
function isBusy(error: unknown): boolean {
  return (((error as { readonly errcode?: number }).errcode ?? 0) & 0xff) === 5;
}
