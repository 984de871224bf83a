import type { LostRecord } from '@weir/flow';

/** Beyond this many entries neighbours are joined whatever their reasons: the ledger is bounded, its sums and numbers stay exact. */
const manyEntries = 64;

/** What was lost and has not yet been reported. Neighbouring numbers with one reason are one entry. */
export class Ledger {
  #entries: LostRecord[] = [];
  #records = 0;

  /** Numbered records lost so far, whether reported or not. */
  get records(): number {
    return this.#records;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Books a loss: numbered records (`count` of them among `firstSeq` to `lastSeq`), or bytes alone (both 0). */
  lose(loss: LostRecord): void {
    this.#records += loss.count;
    this.#enter(loss);
  }

  /** Takes out all entries, to be reported; `restore` puts them back where the report itself was lost. */
  take(): LostRecord[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  restore(entries: readonly LostRecord[]): void {
    for (const entry of entries) this.#enter(entry);
  }

  #enter(loss: LostRecord): void {
    const entries = this.#entries;
    // The newest entry is the likely neighbour.
    for (let i = entries.length - 1; i >= 0; i--) {
      const entry = entries[i]!;
      if (!adjoins(entry, loss) || (entry.reason !== loss.reason && entries.length < manyEntries)) continue;
      entries.splice(i, 1);
      this.#enter(join(entry, loss));
      return;
    }
    entries.push(loss);
  }
}

function adjoins(a: LostRecord, b: LostRecord): boolean {
  if (a.firstSeq === 0 || b.firstSeq === 0) return a.firstSeq === b.firstSeq;
  return a.lastSeq + 1 === b.firstSeq || b.lastSeq + 1 === a.firstSeq;
}

function join(a: LostRecord, b: LostRecord): LostRecord {
  return {
    reason: a.reason,
    count: a.count + b.count,
    fromUs: Math.min(a.fromUs, b.fromUs),
    untilUs: Math.max(a.untilUs, b.untilUs),
    bytes: a.bytes + b.bytes,
    firstSeq: Math.min(a.firstSeq, b.firstSeq),
    lastSeq: Math.max(a.lastSeq, b.lastSeq),
  };
}
