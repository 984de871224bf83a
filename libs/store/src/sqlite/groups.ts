import { isoTime } from '@weir/flow';
import type { StatsGroup, StatsJson, StatsQuery } from '../flow-store.ts';
import { isError, latencyOf, type Counted } from './counted.ts';
import { Latencies } from './latencies.ts';
import type { MinuteRow } from './minutes.ts';
import { percentile } from './percentile.ts';

/** More groups are not told apart: what comes later goes into one whose keys are `(other)`. */
const maxGroups = 10_000;

const percents = [50, 95, 99] as const;

/** What is counted together. */
class Group {
  readonly key: Readonly<Record<string, string>>;
  readonly startedUs: number | undefined;
  count = 0;
  errors = 0;
  requestBytes = 0;
  responseBytes = 0;
  readonly #latenciesUs: number[] = [];
  #sums: Latencies | undefined;

  constructor(key: Readonly<Record<string, string>>, startedUs: number | undefined) {
    this.key = key;
    this.startedUs = startedUs;
  }

  add(row: Counted): void {
    this.count++;
    if (isError(row)) this.errors++;
    this.requestBytes += row.request_bytes;
    this.responseBytes += row.response_bytes;
    const latencyUs = latencyOf(row);
    if (latencyUs !== undefined) this.#latenciesUs.push(latencyUs);
  }

  addMinute(row: MinuteRow): void {
    this.count += row.count;
    this.errors += row.errors;
    this.requestBytes += row.request_bytes;
    this.responseBytes += row.response_bytes;
    if (row.latencies.length > 0) (this.#sums ??= new Latencies()).merge(row.latencies);
  }

  /** Microseconds: exact where each flow was looked at, else within `latencyError`. undefined: no latencies. */
  percentiles(): readonly number[] | undefined {
    if (this.#sums === undefined) {
      if (this.#latenciesUs.length === 0) return undefined;
      const sorted = Float64Array.from(this.#latenciesUs).sort();
      return percents.map((percent) => percentile(sorted, percent));
    }
    for (const us of this.#latenciesUs.splice(0)) this.#sums.add(us);
    return this.#sums.percentiles(percents);
  }
}

/** The groups of one query. */
export class Groups {
  readonly #query: StatsQuery;
  readonly #groups = new Map<string, Group>();

  constructor(query: StatsQuery) {
    this.#query = query;
  }

  /** Of what began at `us`. */
  of(us: number, valueOf: (name: StatsGroup) => string): Group {
    const { by, stepUs } = this.#query;
    const groups = this.#groups;
    const startedUs = stepUs === undefined ? undefined : Math.floor(us / stepUs) * stepUs;
    const values = by.map(valueOf);
    const id = JSON.stringify([startedUs, ...values]);
    let group = groups.get(id) ?? (groups.size >= maxGroups ? groups.get('') : undefined);
    if (group === undefined) {
      const isOther = groups.size >= maxGroups;
      group = new Group(Object.fromEntries(by.map((name, i) => [name, isOther ? '(other)' : values[i]!])), isOther ? undefined : startedUs);
      groups.set(isOther ? '' : id, group);
    }
    return group;
  }

  toJson(): StatsJson {
    return { groups: [...this.#groups.values()].sort(byTimeAndCount).map(toJson) };
  }
}

function byTimeAndCount(a: Group, b: Group): number {
  return (a.startedUs ?? 0) - (b.startedUs ?? 0) || b.count - a.count || (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1);
}

function toJson(group: Group): StatsJson['groups'][number] {
  const { key, startedUs, count, errors, requestBytes, responseBytes } = group;
  const percentiles = group.percentiles();
  return {
    key,
    ...(startedUs === undefined ? {} : { at: isoTime(startedUs) }),
    count, errors, errorRate: errors / count, requestBytes, responseBytes,
    ...(percentiles !== undefined && { latencyMs: { p50: percentiles[0]! / 1000, p95: percentiles[1]! / 1000, p99: percentiles[2]! / 1000 } }),
  };
}
