import { parseTime } from './time.ts';

const nowUs = Date.parse('2026-11-24T10:00:00Z') * 1000;

test.each([
  ['0s', nowUs],
  ['90s', nowUs - 90e6],
  ['-2h', nowUs - 7200e6],
  ['1d', nowUs - 86_400e6],
  ['1w', nowUs - 604_800e6],
  ['2026-11-24', nowUs - 36_000e6],
  ['2026-11-24T10:00', nowUs],
  ['2026-11-24T10:00:00', nowUs],
  ['2026-11-24T11:00:00+01:00', nowUs],
  ['2026-11-24T10:00:00.5Z', nowUs + 500_000],
  ['2026-11-24T10:00:00.1234567Z', nowUs + 123_456],
])('%s', (text, expected) => {
  expect(parseTime(text, nowUs)).toBe(expected);
});

test.each(['', 'now', '15', 'm', '15y', '2026', '2026-13-01', '2026-11-24T25:00:00Z', '2026-11-24T10:00.5Z', '2026-11-24x', '99999999999s'])('%s is no time', (text) => {
  expect(parseTime(text, nowUs)).toBeUndefined();
});
