import type { FlowJson, LossJson, MessageJson } from '@weir/flow';
import type { Filter } from '@weir/query';

export interface FlowQuery {
  readonly filter?: Filter;
  /** Microseconds since the epoch, inclusive and exclusive. */
  readonly sinceUs?: number;
  readonly untilUs?: number;
  readonly limit: number;
  /** From `next` of the page before. */
  readonly cursor?: string;
}

export interface StoredBody {
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly truncated: boolean;
  /** The message's Content-Encoding, where it had one. */
  readonly contentEncoding?: string;
}

export interface AppendResult {
  /** How many `changed` has. */
  readonly count: number;
  /** Flows that are new or of a higher revision than before, for the live tail. To read it may cost what it takes to make them. */
  readonly changed: readonly FlowJson[];
}

export interface MessagePage {
  readonly messages: MessageJson[];
  readonly next?: string;
}

/**
 * Where the collector keeps flows. One suite (libs/store/test) holds for every implementation. Calls throw a StoreError for what is
 * refused (`bad-cursor`, `corrupt-record`, `disk-full`) and the database's own errors, such as another process that writes for too long.
 * A call that throws has changed nothing, and may be made again.
 */
export interface FlowStore extends AsyncDisposable {
  /**
   * Encoded FlowBatches with their coverage, in one transaction. Idempotent: a batch that comes again changes nothing.
   * Throws a FlowDecodeError if one of them is no batch; then none is stored.
   */
  append(batches: readonly Uint8Array[]): AppendResult;
  /**
   * Newest first. A page may end before its limit where a search takes long: as long as there is `next`, there may be more.
   * A cursor stays good while flows arrive.
   */
  find(query: FlowQuery): { readonly flows: FlowJson[]; readonly next?: string };
  get(id: string): FlowJson | undefined;
  /** undefined: no such flow, or nothing on that side. What is missing in the middle ends it: `truncated`. */
  body(id: string, side: 'request' | 'response'): StoredBody | undefined;
  /** In order; undefined: no such flow. A page may end before its limit where messages are long. */
  messages(id: string, page: { readonly limit: number; readonly cursor?: string }): MessagePage | undefined;
  /** By the groups asked for: by time, then the largest first. */
  stats(query: StatsQuery): StatsJson | Promise<StatsJson>;
  /** captured = stored + what is lost, in flows and chunks that were given a number. */
  loss(): LossJson;
  /** Drops the oldest, a slice of the work: to be called again at once while it answers more than 0. Returns flows dropped. */
  retain(limits: { readonly beforeUs?: number; readonly maxBytes?: number }): number;
}

export type StatsGroup = 'host' | 'status' | 'method' | 'mode' | 'type' | 'state' | 'error' | 'producer';

export interface StatsQuery {
  readonly filter?: Filter;
  readonly sinceUs?: number;
  readonly untilUs?: number;
  readonly by: readonly StatsGroup[];
  readonly stepUs?: number;
}

export interface StatsJson {
  readonly groups: readonly {
    /** By the names in `by`; '' where a flow has no such thing. */
    readonly key: Readonly<Record<string, string>>;
    /** ISO 8601, where a step was asked for. */
    readonly at?: string;
    readonly count: number;
    /** Failed, or answered 5xx. */
    readonly errors: number;
    readonly errorRate: number;
    /** Of bodies. */
    readonly requestBytes: number;
    readonly responseBytes: number;
    /** Of http and dns exchanges that have ended, WebSockets left out. Exact with a filter; without one within 1/32. */
    readonly latencyMs?: { readonly p50: number; readonly p95: number; readonly p99: number };
  }[];
}
