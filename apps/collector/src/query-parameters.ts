import { parseTime } from '@weir/query';
import { Problem } from './problem.ts';

/** The query string of one request. Every reader answers a Problem (400) that names the parameter. */
export class QueryParameters {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #nowUs: number;

  /** A parameter that is not in `known` is refused: a mistyped `filter` would otherwise answer everything. */
  constructor(values: unknown, known: readonly string[], nowMs = Date.now()) {
    this.#values = (values ?? {}) as Record<string, unknown>;
    this.#nowUs = nowMs * 1000;
    for (const name of Object.keys(this.#values)) {
      if (!known.includes(name)) throw refused(name, `is unknown; known are ${known.join(', ') || 'none'}`);
    }
  }

  /** Absent or empty: undefined. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') throw refused(name, 'may be given once');
    if (value.length > 8192) throw refused(name, 'is longer than 8192 characters');
    return value;
  }

  integer(name: string, fallback: number, least: number, most: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (!(number >= least && number <= most)) throw refused(name, `must be a whole number from ${least} to ${most}`);
    return number;
  }

  /** `limit` and `cursor`. */
  page(): { readonly limit: number; readonly cursor?: string } {
    const cursor = this.text('cursor');
    return { limit: this.integer('limit', 100, 1, 1000), ...(cursor === undefined ? {} : { cursor }) };
  }

  flag(name: string): boolean {
    const value = this.text(name);
    if (value === undefined || value === 'false') return false;
    if (value !== 'true') throw refused(name, 'must be true or false');
    return true;
  }

  choice<T extends string>(name: string, known: readonly T[], fallback: T): T {
    const value = this.text(name) ?? fallback;
    if (!known.includes(value as T)) throw unknownWord(name, value, known);
    return value as T;
  }

  /** Several, with commas between. */
  choices<T extends string>(name: string, known: readonly T[]): T[] {
    const words = (this.text(name) ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '');
    const stranger = words.find((word) => !known.includes(word as T));
    if (stranger !== undefined) throw unknownWord(name, stranger, known);
    return [...new Set(words)] as T[];
  }

  /** Microseconds since the epoch. ISO 8601 (UTC where no zone is given), or `-15m`: so long ago. */
  time(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    // A `+` that was not encoded in the query string arrives as a space.
    const us = parseTime(value.replace(' ', '+'), this.#nowUs);
    if (us === undefined) throw refused(name, 'must be a time such as 2026-11-23T10:00:00Z, or -15m (s, m, h, d, w)');
    return us;
  }

  /** A length of time in microseconds, such as `30s` or `1m`. */
  duration(name: string, leastUs: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const us = durationUs(value);
    if (us === undefined || us < leastUs) throw refused(name, `must be a time such as 1m (s, m, h, d), of at least ${leastUs / 1e6} s`);
    return us;
  }
}

function refused(name: string, why: string): Problem {
  return new Problem(400, 'Bad query parameter', `${name} ${why}`, { parameter: name });
}

function unknownWord(name: string, word: string, known: readonly string[]): Problem {
  return refused(name, `does not know ${JSON.stringify(word)}; known are ${known.join(', ')}`);
}

const units: Readonly<Record<string, number>> = { s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 };

function durationUs(text: string): number | undefined {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * units[match[2]!]!;
}
