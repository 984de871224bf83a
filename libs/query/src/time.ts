const units: Readonly<Record<string, number>> = { s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6, w: 604_800e6 };
const age = /^-?(\d{1,9})([smhdw])$/;
const iso = /^(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Microseconds since the epoch of a time as the query API and `~since` take it: ISO 8601 (UTC where it names no zone), or an age
 * counted back from `nowUs`, such as `15m` or `-15m` (s, m, h, d, w). undefined: it is neither.
 */
export function parseTime(text: string, nowUs: number): number | undefined {
  const back = age.exec(text);
  if (back) return Math.round(nowUs - Number(back[1]) * units[back[2]!]!);
  const parts = iso.exec(text);
  if (!parts) return undefined;
  const [, whole, fraction = '', zone = 'Z'] = parts;
  if (fraction !== '' && whole!.length < 19) return undefined;
  const ms = Date.parse(whole!.length === 10 ? `${whole}T00:00:00${zone}` : `${whole}${zone}`);
  // Date has milliseconds; flows have microseconds.
  return Number.isNaN(ms) ? undefined : ms * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
