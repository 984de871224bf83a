import { setImmediate as turn } from 'node:timers/promises';
import { flowStateName, flowTypeName } from '@weir/flow';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StatsGroup, StatsJson, StatsQuery } from '../flow-store.ts';
import { countedColumns, hostNameOf, type Counted } from './counted.ts';
import type { Epochs } from './epochs.ts';
import { Groups } from './groups.ts';
import { minuteUs, noStatus, type MinuteRow } from './minutes.ts';
import { startOf } from './position.ts';
import type { FoundRow, Search } from './search.ts';

const flowColumns = `n, id, epoch, state, ${countedColumns}`;

interface FlowRow extends FoundRow, Counted {
  readonly state: number;
}

/** Rows of `minute` that one step reads. */
const stepRows = 5000;

/** What `minute` tells apart. */
const minuteGroups: ReadonlySet<StatsGroup> = new Set(['host', 'status', 'method', 'mode', 'type']);

/** Minutes since the epoch, `from` within, `to` not. */
interface Minutes {
  readonly from: number;
  readonly to: number;
}

/**
 * Counts flows by group: by the sums of each minute where these answer the query, else flow by flow. Other work has its turn between
 * steps; flows that arrive meanwhile may be counted or not.
 */
export class Stats {
  readonly #search: Search;
  readonly #epochs: Epochs;
  readonly #boundary: StatementSync;
  readonly #minutes: StatementSync;

  constructor(db: DatabaseSync, search: Search, epochs: Epochs) {
    this.#search = search;
    this.#epochs = epochs;
    this.#boundary = db.prepare('select minute from minute where minute >= ? and minute < ? order by minute limit 1 offset ?');
    this.#minutes = db.prepare('select * from minute where minute >= ? and minute < ?');
  }

  async of(query: StatsQuery): Promise<StatsJson> {
    const groups = new Groups(query);
    const minutes = wholeMinutes(query);
    if (minutes === undefined) {
      await this.#addFlows(groups, query);
    } else {
      const { sinceUs = 0, untilUs = Number.MAX_SAFE_INTEGER } = query;
      const [fromUs, toUs] = [minutes.from * minuteUs, Math.min(minutes.to * minuteUs, untilUs)];
      // The parts of a minute at either end.
      if (sinceUs < fromUs) await this.#addFlows(groups, { ...query, untilUs: fromUs });
      if (toUs < untilUs) await this.#addFlows(groups, { ...query, sinceUs: toUs });
      await this.#addMinutes(groups, minutes);
    }
    return groups.toJson();
  }

  async #addFlows(groups: Groups, { filter, sinceUs, untilUs }: StatsQuery): Promise<void> {
    const plan = this.#search.plan(filter, sinceUs);
    for (const { rows } of this.#search.windows<FlowRow>(plan, startOf(untilUs ?? Number.MAX_SAFE_INTEGER), flowColumns)) {
      for (const row of rows) {
        if (plan.matches === undefined || this.#search.matching(plan, row) !== undefined) groups.of(row.started_us, (name) => this.#flowValue(row, name)).add(row);
      }
      await turn();
    }
  }

  async #addMinutes(groups: Groups, { from, to }: Minutes): Promise<void> {
    for (let at = from; at < to;) {
      const boundary = this.#boundary.get(at, to, stepRows) as { readonly minute: number } | undefined;
      const next = boundary === undefined ? to : Math.max(boundary.minute, at + 1);
      for (const each of this.#minutes.iterate(at, next)) {
        const row = each as unknown as MinuteRow;
        groups.of(row.minute * minuteUs, (name) => minuteValue(row, name)).addMinute(row);
      }
      at = next;
      await turn();
    }
  }

  #flowValue(row: FlowRow, name: StatsGroup): string {
    switch (name) {
      case 'host': return hostNameOf(row);
      case 'status': return row.status === null ? '' : String(row.status);
      case 'method': return row.method ?? '';
      case 'mode': return row.mode;
      case 'type': return flowTypeName(row.type) ?? '';
      case 'state': return flowStateName(row.state) ?? '';
      case 'error': return row.error ?? '';
      case 'producer': return this.#epochs.producer(row.epoch);
    }
  }
}

/** Those that the sums may answer for; undefined: they do not tell, or there is no whole minute. */
function wholeMinutes({ filter, by, stepUs = minuteUs, sinceUs = 0, untilUs = Number.MAX_SAFE_INTEGER }: StatsQuery): Minutes | undefined {
  if (filter !== undefined || stepUs % minuteUs !== 0 || !by.every((name) => minuteGroups.has(name))) return undefined;
  const [from, to] = [Math.ceil(sinceUs / minuteUs), untilUs === Number.MAX_SAFE_INTEGER ? untilUs : Math.floor(untilUs / minuteUs)];
  return from < to ? { from, to } : undefined;
}

function minuteValue(row: MinuteRow, name: StatsGroup): string {
  switch (name) {
    case 'host': return row.host;
    case 'status': return row.status === noStatus ? '' : String(row.status);
    case 'method': return row.method;
    case 'mode': return row.mode;
    case 'type': return flowTypeName(row.type) ?? '';
    default: return '';
  }
}
