import type { FlowJson } from '@weir/flow';
import type { Filter, TermRegex } from '@weir/query';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FlowQuery } from '../flow-store.ts';
import type { Carried } from './carried.ts';
import type { Flows } from './flows.ts';
import { planOf, type Plan } from './plan.ts';
import { cursorOf, positionOf, startOf, type Position } from './position.ts';

/** Flows that one step of a search looks at: by the condition alone, and where that costs more. */
const cheapRows = 5000;
const dearRows = 500;

/** A part of the flows in the order of a search. */
export interface Window<Row> {
  /** Those that the plan's condition lets through, newest first; to be read once, and before the next window. */
  readonly rows: Iterable<Row>;
  /** Its oldest place; undefined in the last window. */
  readonly bottom: Position | undefined;
}

export interface FoundRow {
  readonly n: number;
  readonly id: Uint8Array;
  readonly epoch: number;
  readonly started_us: number;
}

export interface SearchOptions {
  /** A page is given back after so many milliseconds, full or not. */
  readonly sliceMs: number;
  /** Milliseconds of a clock that does not jump. */
  readonly now: () => number;
}

/** Finds flows: steps through them in order, so that no call takes long however many there are. */
export class Search {
  readonly #db: DatabaseSync;
  readonly #flows: Flows;
  readonly #carried: Carried;
  readonly #options: SearchOptions;
  readonly #boundary: StatementSync;
  /** What `weir_found` searches for at present. */
  #regexes: readonly TermRegex[] = [];

  constructor(db: DatabaseSync, flows: Flows, carried: Carried, options: SearchOptions) {
    this.#db = db;
    this.#flows = flows;
    this.#carried = carried;
    this.#options = options;
    db.function('weir_found', { deterministic: true }, (index, text) => (text !== null && this.#regexes[Number(index)]!.test(String(text)) ? 1 : 0));
    this.#boundary = db.prepare(`
      select started_us as startedUs, id from flow indexed by flow_started
      where (started_us, id) < (?, ?) and started_us >= ? order by started_us desc, id desc limit 1 offset ?`);
  }

  find(query: FlowQuery): { flows: FlowJson[]; next?: string } {
    const plan = planOf(this.#db, query.filter, query.sinceUs);
    const deadline = this.#options.now() + this.#options.sliceMs;
    const flows: FlowJson[] = [];
    let last: Position | undefined;
    for (const { rows, bottom } of this.windows<FoundRow>(plan, topOf(query), 'n, id, epoch, started_us')) {
      for (const row of rows) {
        const isFull = flows.length === query.limit;
        // Only to know whether there is another page.
        if (isFull && (plan.matches === undefined || this.matching(plan, row) !== undefined)) return { flows, next: cursorOf(last!) };
        const flow = isFull ? undefined : this.matching(plan, row);
        if (flow !== undefined) {
          flows.push(flow);
          last = { startedUs: row.started_us, id: row.id };
        }
        if (this.#options.now() >= deadline) return { flows, next: cursorOf({ startedUs: row.started_us, id: row.id }) };
      }
      if (bottom !== undefined && (flows.length === query.limit || this.#options.now() >= deadline)) return { flows, next: cursorOf(bottom) };
    }
    return { flows };
  }

  /** The row's flow, if it is one of the plan's. */
  matching({ matches }: Plan, { n, id, epoch }: FoundRow): FlowJson | undefined {
    const flow = this.#flows.jsonAt(n, id, epoch);
    return matches === undefined || matches(flow, this.#carried) ? flow : undefined;
  }

  plan(filter: Filter | undefined, sinceUs: number | undefined): Plan {
    return planOf(this.#db, filter, sinceUs);
  }

  /** Steps through the flows before `top`. Row: an object of the columns named. */
  *windows<Row>(plan: Plan, top: Position, columns: string): Generator<Window<Row>> {
    const { condition, sinceUs, few } = plan;
    if (few !== undefined) {
      // A sign keeps the planner from the index of time.
      const statement = this.#db.prepare(`
        select ${columns} from flow where n in (${few.sql}) and (+started_us, +id) < (?, ?) and +started_us >= ? and (${condition.sql})
        order by +started_us desc, +id desc`);
      yield { rows: this.#rows(plan, () => statement.iterate(...few.parameters, top.startedUs, top.id, sinceUs)), bottom: undefined };
      return;
    }
    const statement = this.#db.prepare(`
      select ${columns} from flow indexed by flow_started where (started_us, id) < (?, ?) and (started_us, id) >= (?, ?) and (${condition.sql})
      order by started_us desc, id desc`);
    const size = plan.matches !== undefined || condition.regexes.length > 0 ? dearRows : cheapRows;
    for (let at: Position | undefined = top; at !== undefined;) {
      const above = at;
      const bottom = this.#boundary.get(above.startedUs, above.id, sinceUs, size - 1) as unknown as Position | undefined;
      const { startedUs, id } = bottom ?? startOf(sinceUs);
      yield { rows: this.#rows(plan, () => statement.iterate(above.startedUs, above.id, startedUs, id)), bottom };
      at = bottom;
    }
  }

  #rows<Row>({ condition }: Plan, iterate: () => Iterable<unknown>): Iterable<Row> {
    return {
      [Symbol.iterator]: () => {
        this.#regexes = condition.regexes;
        return iterate()[Symbol.iterator]() as Iterator<Row>;
      },
    };
  }
}

/** Where a page begins. */
function topOf({ cursor, untilUs }: FlowQuery): Position {
  const until = startOf(untilUs ?? Number.MAX_SAFE_INTEGER);
  if (cursor === undefined) return until;
  const position = positionOf(cursor);
  return position.startedUs < until.startedUs ? position : until;
}
