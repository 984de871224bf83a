import { editDistance, nearest, proposal } from './near.ts';

test.each([
  ['', '', 0], ['mode', 'mode', 0], ['', 'abc', 3], ['abc', '', 3],
  ['mod', 'mode', 1], ['modde', 'mode', 1], ['node', 'mode', 1], ['mdoe', 'mode', 1], ['omde', 'mode', 1],
  ['kitten', 'sitting', 3], ['mdeo', 'mode', 2], ['flwos', 'flows', 1], ['ca', 'abc', 3],
])('from %j to %j: %i', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
  expect(editDistance(to, from)).toBe(distance);
});

const names = ['--mode', '--listen-host', '--listen-port', '--api', '--home', '--ssl-insecure', '--body-size-limit', '--body-capture-limit', '--log-format', '--rawtcp'];

test.each([
  ['--mdoe', ': did you mean --mode?'],
  ['-mode', ': did you mean --mode?'],
  ['--Mode', ': did you mean --mode?'],
  ['--listen_prot', ': did you mean --listen-port?'],
  ['--listen', ': did you mean --listen-host or --listen-port?'],
  ['--port', ': did you mean --listen-port?'],
  ['--insecure', ': did you mean --ssl-insecure?'],
  ['--body', ': did you mean --body-size-limit or --body-capture-limit?'],
  ['--home-dir', ': did you mean --home?'],
  ['--raw', ': did you mean --rawtcp?'],
  ['--format', ': did you mean --log-format?'],
  ['--nonsense', ''],
  ['--ap', ''],
  ['-x', ''],
  ['--', ''],
  ['', ''],
])('%j%s', (word, expected) => {
  expect(proposal(word, names)).toBe(expected);
});

test('three names at most', () => {
  expect(proposal('cat', ['bat', 'hat', 'rat', 'mat'])).toBe(': did you mean bat, hat or rat?');
  expect(proposal('cat', [])).toBe('');
});

test('the nearest alone, and only within a slip or two', () => {
  expect(nearest('flow', ['flows', 'flaw'])).toEqual(['flows', 'flaw']);
  expect(nearest('flows', ['flows', 'flaws'])).toEqual(['flows']);
  expect(nearest('listen-potr', ['listen-port', 'listen-host'])).toEqual(['listen-port']);
  expect(nearest('sohw', ['show'])).toEqual(['show']);
  expect(nearest('list', ['show', 'flows'])).toEqual([]);
});
