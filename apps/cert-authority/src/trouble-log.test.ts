import { troubleLog } from './trouble-log.ts';

test('once for each change', () => {
  const told: string[] = [];
  const trouble = troubleLog({ event: (level, name, _fields, message) => void told.push(`${level} ${name} ${message}`) }, 'log', 'it fails', 'it works');
  for (const reason of [undefined, 'full', 'full', 'gone', undefined, undefined, 'full']) trouble(reason === undefined ? undefined : new Error(reason));
  expect(told).toEqual(['error log it fails: full', 'error log it fails: gone', 'info log-recovered it works', 'error log it fails: full']);
});
