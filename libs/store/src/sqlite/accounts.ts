import { isoTime, type LossJson, type LostJson } from '@weir/flow';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { countWithin, size, union, type Range } from './ranges.ts';
import { inSnapshot } from './transaction.ts';

interface EpochRow {
  readonly no: number;
  readonly id: Uint8Array;
  readonly producer: string;
  readonly stored: number;
  readonly last_us: number;
  readonly goodbye_seq: number | null;
  readonly goodbye_last: number | null;
}

interface CoverageRow extends Range {
  readonly epoch: number;
}

interface LostRow extends Range {
  readonly epoch: number;
  readonly seq: number;
  readonly count: number;
  readonly reason: string;
  readonly from_us: number;
  readonly until_us: number;
}

/**
 * What was captured and what became of it. Of the numbers of an epoch those that arrived are known, those that a LostRecord names are
 * lost, and the others below the highest are `missing`: on their way, or gone with a batch that nobody could read. LostRecords and
 * goodbyes have numbers too, and are neither captured nor lost.
 */
export class Accounts {
  readonly #db: DatabaseSync;
  readonly #epochs: StatementSync;
  readonly #coverage: StatementSync;
  readonly #lost: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#epochs = db.prepare('select * from epoch order by producer, id');
    this.#coverage = db.prepare('select epoch, first, last from coverage order by epoch, first');
    // Of ranges that begin together the widest comes first: it includes what was reported before.
    this.#lost = db.prepare('select epoch, seq, first, last, count, reason, from_us, until_us from lost order by epoch, first, last desc, seq');
  }

  /** `isGone`: an epoch whose producer cannot say more, though it said no goodbye. */
  loss(isGone: (epoch: number) => boolean): LossJson {
    const { epochs, coverage, losses } = inSnapshot(this.#db, () => ({
      epochs: this.#epochs.all() as unknown as EpochRow[],
      coverage: Map.groupBy(this.#coverage.all() as unknown as CoverageRow[], (row) => row.epoch),
      losses: Map.groupBy(this.#lost.all() as unknown as LostRow[], (row) => row.epoch),
    }));
    const lost: LostJson[] = [];
    let stored = 0;
    epochs.forEach((epoch, index) => {
      stored += epoch.stored;
      lost.push(...lostOf(epoch, coverage.get(epoch.no) ?? [], losses.get(epoch.no) ?? []));
      if (epoch.goodbye_seq !== null) return;
      const successor = successorOf(epochs, index);
      if (successor !== undefined || isGone(epoch.no)) lost.push(crash(epoch, successor));
    });
    return { captured: lost.reduce((sum, { count }) => sum + (count ?? 0), stored), stored, lost };
  }
}

/** One entry for each reason. */
function lostOf(epoch: EpochRow, covered: readonly Range[], rows: readonly LostRow[]): LostJson[] {
  const entries = new Map<string, { count: number; fromUs: number; untilUs: number }>();
  const control = controlNumbers(epoch, rows);
  const claimed: Range[] = [];
  for (const row of rows) {
    const count = countOf(row, claimed, covered, control);
    if (count === undefined) continue;
    const { from_us: fromUs, until_us: untilUs, reason } = row;
    const entry = entries.get(reason);
    entries.set(reason, entry === undefined
      ? { count, fromUs, untilUs }
      : { count: entry.count + count, fromUs: Math.min(entry.fromUs, fromUs), untilUs: Math.max(entry.untilUs, untilUs) });
  }
  const known = union([...covered, ...claimed]);
  const missing = Math.max(known.at(-1)?.last ?? 0, epoch.goodbye_last ?? 0) - size(known);
  if (missing > 0) entries.set('missing', { count: missing + (entries.get('missing')?.count ?? 0), fromUs: 0, untilUs: 0 });
  return [...entries].map(([reason, { count, fromUs, untilUs }]) => lostJson(epoch.producer, reason, count, fromUs, untilUs));
}

/**
 * Flows and chunks that a LostRecord tells of: without those that arrived all the same, and without numbers that a row before has.
 * 0: bytes alone. undefined: nothing is left of it.
 */
function countOf({ first, last, count }: LostRow, claimed: Range[], covered: readonly Range[], control: readonly Range[]): number | undefined {
  if (first === 0 || last < first) return count;
  const start = Math.max(first, (claimed.at(-1)?.last ?? 0) + 1);
  if (start > last) return undefined;
  claimed.push({ first: start, last });
  const arrived = countWithin(covered, start, last);
  const left = Math.min(count - (arrived - countWithin(control, start, last)), last - start + 1 - arrived);
  return left > 0 ? left : undefined;
}

/** The numbers of LostRecords and of the goodbye that arrived. */
function controlNumbers({ goodbye_seq: goodbye }: EpochRow, rows: readonly LostRow[]): Range[] {
  const numbers = rows.map(({ seq }) => ({ first: seq, last: seq }));
  if (goodbye !== null) numbers.push({ first: goodbye, last: goodbye });
  return union(numbers);
}

/**
 * The next start of the same producer after this one's last word. Another process of the same name that has been at work all along
 * is none, since this one has spoken after its start.
 */
function successorOf(epochs: readonly EpochRow[], index: number): EpochRow | undefined {
  const { producer, last_us: lastUs, id } = epochs[index]!;
  for (let i = index + 1; i < epochs.length && epochs[i]!.producer === producer; i++) {
    const startUs = startOf(epochs[i]!);
    if (startUs > lastUs && startUs > startOf({ id })) return epochs[i];
  }
  return undefined;
}

/** A ULID's first 48 bits are milliseconds. */
function startOf({ id }: Pick<EpochRow, 'id'>): number {
  return Buffer.from(id.buffer, id.byteOffset, id.length).readUIntBE(0, 6) * 1000;
}

function crash(epoch: EpochRow, successor: EpochRow | undefined): LostJson {
  return lostJson(epoch.producer, 'crash', null, epoch.last_us, successor === undefined ? 0 : startOf(successor));
}

function lostJson(producer: string, reason: string, count: number | null, fromUs: number, untilUs: number): LostJson {
  return { producer, reason, count, ...(fromUs > 0 && { from: isoTime(fromUs) }), ...(untilUs > 0 && { until: isoTime(untilUs) }) };
}
