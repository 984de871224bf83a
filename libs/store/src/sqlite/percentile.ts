/** By nearest rank: the smallest value that at least `percent` of all are not above. `sorted` ascends and is not empty. */
export function percentile(sorted: Float64Array, percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]!;
}
