import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { countedColumns, hostNameOf, isError, latencyOf, type Counted } from './counted.ts';
import { Latencies } from './latencies.ts';

export const minuteUs = 60e6;

/** `minute.status` of a flow without one: a key has no null. */
export const noStatus = -1;

/** So many groups are kept in memory before they are written. */
const maxPending = 2000;

/** A row of `minute`: sums over the flows that began in it and are the same in all the others. */
export interface MinuteRow {
  /** Since the epoch. */
  readonly minute: number;
  readonly type: number;
  readonly status: number;
  readonly mode: string;
  readonly host: string;
  readonly method: string;
  readonly count: number;
  readonly errors: number;
  readonly request_bytes: number;
  readonly response_bytes: number;
  readonly latencies: Uint8Array;
}

type Sums = Pick<MinuteRow, 'count' | 'errors' | 'request_bytes' | 'response_bytes' | 'latencies'>;

/** What is to be added to a row. */
class Change {
  readonly key: readonly [minute: number, type: number, status: number, mode: string, host: string, method: string];
  count = 0;
  errors = 0;
  requestBytes = 0;
  responseBytes = 0;
  readonly latencies = new Latencies();

  constructor(key: Change['key']) {
    this.key = key;
  }

  add(flow: Counted, sign: 1 | -1): void {
    this.count += sign;
    if (isError(flow)) this.errors += sign;
    this.requestBytes += sign * flow.request_bytes;
    this.responseBytes += sign * flow.response_bytes;
    const latencyUs = latencyOf(flow);
    if (latencyUs !== undefined) this.latencies.add(latencyUs, sign);
  }
}

/**
 * Keeps the table `minute` equal to what the table `flow` has: each transaction that changes flows tells which ones came and went, and
 * writes the sums before it ends. Nothing is remembered from one transaction to the next, since another process may write between them.
 */
export class Minutes {
  readonly #changes = new Map<string, Change>();
  readonly #read: StatementSync;
  readonly #write: StatementSync;
  readonly #drop: StatementSync;

  constructor(db: DatabaseSync) {
    const key = 'minute = ? and type = ? and status = ? and mode = ? and host = ? and method = ?';
    this.#read = db.prepare(`select count, errors, request_bytes, response_bytes, latencies from minute where ${key}`);
    this.#write = db.prepare(`
      insert or replace into minute (minute, type, status, mode, host, method, count, errors, request_bytes, response_bytes, latencies)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#drop = db.prepare(`delete from minute where ${key}`);
  }

  /** A row of `flow` that was made (1), or dropped or replaced (-1), in the transaction under way. */
  add(flow: Counted, sign: 1 | -1): void {
    const minute = Math.floor(flow.started_us / minuteUs);
    const [status, host, method] = [flow.status ?? noStatus, hostNameOf(flow), flow.method ?? ''];
    const id = `${minute} ${flow.type} ${status} ${flow.mode.length} ${host.length} ${flow.mode}${host}${method}`;
    let change = this.#changes.get(id);
    if (change === undefined) {
      if (this.#changes.size >= maxPending) this.flush();
      change = new Change([minute, flow.type, status, flow.mode, host, method]);
      this.#changes.set(id, change);
    }
    change.add(flow, sign);
  }

  /** To be called at the end of the transaction. */
  flush(): void {
    for (const change of this.#changes.values()) this.#apply(change);
    this.#changes.clear();
  }

  /** After a rollback. */
  forget(): void {
    this.#changes.clear();
  }

  #apply({ key, count, errors, requestBytes, responseBytes, latencies }: Change): void {
    const before = this.#read.get(...key) as unknown as Sums | undefined;
    const total = count + (before?.count ?? 0);
    if (total <= 0) {
      if (before !== undefined) this.#drop.run(...key);
      return;
    }
    if (before !== undefined) latencies.merge(before.latencies);
    this.#write.run(
      ...key, total, errors + (before?.errors ?? 0), requestBytes + (before?.request_bytes ?? 0), responseBytes + (before?.response_bytes ?? 0), latencies.encode(),
    );
  }
}

/** Makes the rows of the flows that are there: for a file of a version that had none. */
export function countAll(db: DatabaseSync): void {
  const minutes = new Minutes(db);
  for (const row of db.prepare(`select ${countedColumns} from flow`).iterate()) minutes.add(row as unknown as Counted, 1);
  minutes.flush();
}
