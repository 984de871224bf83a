import { setImmediate as turn } from 'node:timers/promises';
import { flowStateName, flowTypeName, isoTime } from '@weir/flow';
import type { StatsGroup, StatsJson, StatsQuery } from '../flow-store.ts';
import type { Epochs } from './epochs.ts';
import { factBits } from './columns.ts';
import { startOf } from './position.ts';
import type { FoundRow, Search } from './search.ts';
import { percentile } from './percentile.ts';

/** More groups are not told apart: what comes later goes into one whose keys are `(other)`. */
const maxGroups = 10_000;

const columns = `n, id, epoch, started_us, type, state, facts, status, mode, coalesce(host, server) as host, method, error, duration_us,
  request_bytes, response_bytes`;

interface StatsRow extends FoundRow {
  readonly type: number;
  readonly state: number;
  readonly facts: number;
  readonly status: number | null;
  readonly mode: string;
  /** Where it is not http: the server's `address:port`. */
  readonly host: string | null;
  readonly method: string | null;
  readonly error: string | null;
  readonly duration_us: number | null;
  readonly request_bytes: number;
  readonly response_bytes: number;
}

class Group {
  readonly key: Readonly<Record<string, string>>;
  readonly startedUs: number | undefined;
  count = 0;
  errors = 0;
  requestBytes = 0;
  responseBytes = 0;
  readonly latenciesUs: number[] = [];

  constructor(key: Readonly<Record<string, string>>, startedUs: number | undefined) {
    this.key = key;
    this.startedUs = startedUs;
  }

  add(row: StatsRow): void {
    this.count++;
    if (row.error !== null || (row.status ?? 0) >= 500) this.errors++;
    this.requestBytes += row.request_bytes;
    this.responseBytes += row.response_bytes;
    const isExchange = (row.facts & (factBits.response | factBits.noResponse)) !== 0 && (row.facts & factBits.websocket) === 0;
    if (isExchange && row.duration_us !== null) this.latenciesUs.push(row.duration_us);
  }
}

/** Counts flows by group. Other work has its turn between steps; flows that arrive meanwhile may be counted or not. */
export async function statsOf(search: Search, epochs: Epochs, query: StatsQuery): Promise<StatsJson> {
  const plan = search.plan(query.filter, query.sinceUs);
  const groups = new Map<string, Group>();
  for (const { rows } of search.windows<StatsRow>(plan, startOf(query.untilUs ?? Number.MAX_SAFE_INTEGER), columns)) {
    for (const row of rows) {
      if (plan.matches === undefined || search.matching(plan, row) !== undefined) groupOf(groups, row, query, epochs).add(row);
    }
    await turn();
  }
  return { groups: [...groups.values()].sort(byTimeAndCount).map(toJson) };
}

function byTimeAndCount(a: Group, b: Group): number {
  return (a.startedUs ?? 0) - (b.startedUs ?? 0) || b.count - a.count || (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1);
}

function groupOf(groups: Map<string, Group>, row: StatsRow, { by, stepUs }: StatsQuery, epochs: Epochs): Group {
  const startedUs = stepUs === undefined ? undefined : Math.floor(row.started_us / stepUs) * stepUs;
  const values = by.map((name) => valueOf(row, name, epochs));
  const id = JSON.stringify([startedUs, ...values]);
  let group = groups.get(id) ?? (groups.size >= maxGroups ? groups.get('') : undefined);
  if (group === undefined) {
    const isOther = groups.size >= maxGroups;
    group = new Group(Object.fromEntries(by.map((name, i) => [name, isOther ? '(other)' : values[i]!])), isOther ? undefined : startedUs);
    groups.set(isOther ? '' : id, group);
  }
  return group;
}

function valueOf(row: StatsRow, name: StatsGroup, epochs: Epochs): string {
  switch (name) {
    case 'host': return flowTypeName(row.type) === 'http' ? row.host ?? '' : addressOf(row.host ?? '');
    case 'status': return row.status === null ? '' : String(row.status);
    case 'method': return row.method ?? '';
    case 'mode': return row.mode;
    case 'type': return flowTypeName(row.type) ?? '';
    case 'state': return flowStateName(row.state) ?? '';
    case 'error': return row.error ?? '';
    case 'producer': return epochs.producer(row.epoch);
  }
}

/** Of `address:port`, IPv6 in brackets. */
function addressOf(endpoint: string): string {
  return endpoint.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

function toJson({ key, startedUs, count, errors, requestBytes, responseBytes, latenciesUs }: Group): StatsJson['groups'][number] {
  const sorted = Float64Array.from(latenciesUs).sort();
  return {
    key,
    ...(startedUs === undefined ? {} : { at: isoTime(startedUs) }),
    count, errors, errorRate: errors / count, requestBytes, responseBytes,
    ...(sorted.length > 0 && {
      latencyMs: { p50: percentile(sorted, 50) / 1000, p95: percentile(sorted, 95) / 1000, p99: percentile(sorted, 99) / 1000 },
    }),
  };
}
