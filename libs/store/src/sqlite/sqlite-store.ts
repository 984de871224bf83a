import type { FlowJson, LossJson } from '@weir/flow';
import { ulidBytes } from '@weir/flow';
import type { DatabaseSync } from 'node:sqlite';
import type { AppendResult, FlowQuery, FlowStore, MessagePage, StatsJson, StatsQuery, StoredBody } from '../flow-store.ts';
import { StoreError } from '../store-error.ts';
import { Accounts } from './accounts.ts';
import { Carried } from './carried.ts';
import { DiskRoom, type DiskSpace } from './disk-room.ts';
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
  /** What the file's disk has. Default statfs. */
  readonly space?: () => DiskSpace;
  /** Milliseconds of a clock that does not jump. Default performance.now. */
  readonly now?: () => number;
}

/** Flows in one SQLite file. `openSqliteStore` makes it. */
export class SqliteStore implements FlowStore {
  readonly #db: DatabaseSync;
  /** undefined: in memory. */
  readonly #room: DiskRoom | undefined;
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

  constructor(db: DatabaseSync, { embedded = false, sliceMs = 250, now = () => performance.now(), space }: SqliteStoreOptions = {}) {
    this.#db = db;
    const file = db.location();
    this.#room = file === null ? undefined : new DiskRoom(file, space);
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
    return this.#withRoom(() => {
      this.#room?.check();
      return this.#writer.append(batches, (epoch) => this.#heard.add(epoch));
    });
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
    return this.#withRoom(() => this.#retention.run(limits));
  }

  /** A journal that cannot grow begins anew once it is written back into the file; what is done next then finds its room. */
  #withRoom<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (isFull(error)) this.#tidy('pragma wal_checkpoint(passive)');
      throw error;
    }
  }

  /** What other processes or the disk do not let be done is for the next one that opens the file. */
  #tidy(sql: string): void {
    try {
      this.#db.exec(sql);
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
    }
  }

  /** Tidies up as far as other processes let it at once: the last one to close the file does it all. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#tidy('pragma busy_timeout = 0; pragma optimize; pragma wal_checkpoint(truncate)');
    this.#db.close();
    return Promise.resolve();
  }
}

/** SQLite's result codes (https://www.sqlite.org/rescode.html). */
const ioError = 10;
const full = 13;

function isFull(error: unknown): boolean {
  const code = codeOf(error);
  return code === full || code === ioError || (error instanceof StoreError && error.code === 'disk-full');
}

/** The low byte is the primary code. undefined: no failure of SQLite. */
function codeOf(error: unknown): number | undefined {
  const { errcode } = error as { readonly errcode?: number };
  return errcode === undefined ? undefined : errcode & 0xff;
}
