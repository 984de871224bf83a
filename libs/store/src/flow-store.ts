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
  /** Flows that are new or of a higher revision than before, for the live tail. */
  readonly changed: readonly FlowJson[];
}

/** Where the collector keeps flows. One suite (libs/store/test) holds for every implementation. */
export interface FlowStore extends AsyncDisposable {
  /** Encoded FlowBatches with their coverage, in one transaction. Idempotent: a batch that comes again changes nothing. */
  append(batches: readonly Uint8Array[]): AppendResult;
  /** Newest first. */
  find(query: FlowQuery): { readonly flows: FlowJson[]; readonly next?: string };
  get(id: string): FlowJson | undefined;
  body(id: string, side: 'request' | 'response'): StoredBody | undefined;
  messages(id: string, page: { readonly limit: number; readonly cursor?: string }): { readonly messages: MessageJson[]; readonly next?: string } | undefined;
  /** Plain counts by the groups asked for. */
  stats(query: StatsQuery): StatsJson;
  loss(): LossJson;
  /** Drops what is older or beyond the bound; returns flows dropped. */
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
    readonly key: Readonly<Record<string, string>>;
    /** ISO 8601, where a step was asked for. */
    readonly at?: string;
    readonly count: number;
    readonly errors: number;
    readonly errorRate: number;
    readonly requestBytes: number;
    readonly responseBytes: number;
    readonly latencyMs?: { readonly p50: number; readonly p95: number; readonly p99: number };
  }[];
}
