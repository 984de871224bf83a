import { until, type Weir } from '../src/index.ts';

export type LogLine = Readonly<Record<string, unknown>>;

/** The log so far, as users have it with --log-format json. */
export function logLines(weir: Weir): LogLine[] {
  return weir.log.slice(0, weir.log.lastIndexOf('\n') + 1).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as LogLine);
}

/** Waits for a line that has these fields; a text may be given as a pattern. */
export function logged(weir: Weir, wanted: Readonly<Record<string, string | number | RegExp>>): Promise<LogLine> {
  const has = (line: LogLine): boolean => Object.entries(wanted).every(([name, value]) => (value instanceof RegExp ? value.test(String(line[name])) : line[name] === value));
  const text = JSON.stringify(wanted, (_name, value: unknown) => (value instanceof RegExp ? String(value) : value));
  return until(`${text} in the log`, () => logLines(weir).find(has))
    .catch((error: Error) => { throw new Error(`${error.message}:\n${weir.log.split('\n').slice(-12).join('\n')}`); });
}
