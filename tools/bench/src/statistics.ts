/** Fewer rounds say nothing about how much a figure varies. */
export const minRounds = 5;

/** A figure that varies more than this from round to round is no result. */
export const maxSpread = 0.15;

/** What the rounds say about one figure. */
export interface Summary {
  readonly median: number;
  /** The interquartile range as a share of the median: what the middle half of the rounds differs by. */
  readonly spread: number;
  readonly min: number;
  readonly max: number;
  readonly values: readonly number[];
  /** False: too few rounds, or they differ too much. */
  readonly conclusive: boolean;
}

export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  const range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const spread = range === 0 ? 0 : range / Math.abs(median);
  return { median, spread, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN, values, conclusive: values.length >= minRounds && spread <= maxSpread };
}

/** Between two values of `sorted` it interpolates (type 7 of Hyndman and Fan, as most tools do). NaN for no values. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Each value by the one of the same round: what makes the whole machine slow for a while leaves the ratio alone. */
export function ratios(values: readonly number[], by: readonly number[]): number[] {
  const rounds = Math.min(values.length, by.length);
  return Array.from({ length: rounds }, (_, round) => values[round]! / by[round]!);
}
