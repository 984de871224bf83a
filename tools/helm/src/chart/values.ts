/** As a values file has them. */
export interface Values {
  readonly [name: string]: unknown;
}

/** A chart's values with what a user gives over them: maps key by key, lists and all else as a whole, and null takes a key away. */
export function coalesced(chart: Values, given: Values): Values {
  const keys = new Set([...Object.keys(chart), ...Object.keys(given)]);
  return Object.fromEntries([...keys].filter((key) => given[key] !== null).map((key) => {
    const [ours, theirs] = [chart[key], given[key]];
    if (theirs === undefined) return [key, ours];
    return [key, isMap(theirs) ? coalesced(isMap(ours) ? ours : {}, theirs) : theirs];
  }));
}

export function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
