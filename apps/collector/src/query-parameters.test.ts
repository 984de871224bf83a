import { Problem } from './problem.ts';
import { QueryParameters } from './query-parameters.ts';

const now = Date.parse('2026-11-24T12:00:00Z');

function parameters(values: Record<string, unknown>): QueryParameters {
  return new QueryParameters(values, ['a', 'b'], now);
}

test.each([
  ['2026-11-23', '2026-11-23T00:00:00.000Z', 0],
  ['2026-11-23T10:00Z', '2026-11-23T10:00:00.000Z', 0],
  ['2026-11-23T10:00:00', '2026-11-23T10:00:00.000Z', 0],
  ['2026-11-23T10:00:00.123456Z', '2026-11-23T10:00:00.000Z', 123_456],
  ['2026-11-23T10:00:00.5+01:00', '2026-11-23T09:00:00.000Z', 500_000],
  ['2026-11-23T10:00:00 0130', '2026-11-23T08:30:00.000Z', 0],
  ['-15m', '2026-11-24T11:45:00.000Z', 0],
  ['-2h', '2026-11-24T10:00:00.000Z', 0],
  ['-1d', '2026-11-23T12:00:00.000Z', 0],
  ['-30s', '2026-11-24T11:59:30.000Z', 0],
])('time %j', (text, iso, us) => {
  expect(parameters({ a: text }).time('a')).toBe(Date.parse(iso) * 1000 + us);
});

test.each(['yesterday', '-15', '-m', '2026-11-23T25:00Z', '2026-13-01', '1e9', '-1y'])('no time: %j', (text) => {
  expect(() => parameters({ a: text }).time('a')).toThrow(/^a must be a time/);
});

test('integers within their bounds', () => {
  expect(parameters({}).integer('a', 100, 1, 1000)).toBe(100);
  expect(parameters({ a: '1000' }).integer('a', 100, 1, 1000)).toBe(1000);
  for (const bad of ['0', '1001', '-1', '1.5', 'x', '1e3', ' 1']) expect(() => parameters({ a: bad }).integer('a', 100, 1, 1000)).toThrow(Problem);
});

test('flags, choices, lengths of time', () => {
  expect([parameters({ a: 'true' }).flag('a'), parameters({ a: 'false' }).flag('a'), parameters({}).flag('a')]).toEqual([true, false, false]);
  expect(() => parameters({ a: '1' }).flag('a')).toThrow('must be true or false');
  expect(parameters({ a: 'x, y,x' }).choices('a', ['x', 'y', 'z'])).toEqual(['x', 'y']);
  expect(() => parameters({ a: 'w' }).choices('a', ['x'])).toThrow('does not know "w"');
  expect([parameters({ a: 'y' }).choice('a', ['x', 'y'], 'x'), parameters({}).choice('a', ['x', 'y'], 'x')]).toEqual(['y', 'x']);
  for (const bad of ['x,y', 'toString']) expect(() => parameters({ a: bad }).choice('a', ['x', 'y'], 'x')).toThrow('known are x, y');
  expect(parameters({ a: '1m' }).duration('a', 1e6)).toBe(60e6);
  expect(() => parameters({ a: '0s' }).duration('a', 1e6)).toThrow('at least 1 s');
});

test('what is unknown, repeated or endless is refused by name', () => {
  expect(() => parameters({ filer: 'x' })).toThrow('filer is unknown; known are a, b');
  expect(() => parameters({ a: ['x', 'y'] }).text('a')).toThrow('a may be given once');
  expect(() => parameters({ a: 'x'.repeat(8193) }).text('a')).toThrow('longer than');
  expect(parameters({ a: '' }).text('a')).toBeUndefined();
});
