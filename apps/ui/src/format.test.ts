import { formatBytes, formatDuration, formatTime, statusKind } from './format.ts';

test.each([[0, '0 B'], [1023, '1023 B'], [1024, '1.0 KB'], [150 * 1024, '150 KB'], [5 * 1024 ** 2, '5.0 MB'], [3 * 1024 ** 4, '3.0 TB'], [9000 * 1024 ** 4, '9000 TB']])('%d bytes', (size, text) => {
  expect(formatBytes(size)).toBe(text);
});

test.each([[0.123, '0.12 ms'], [9.96, '10.0 ms'], [12.3, '12 ms'], [1500, '1.5 s'], [125_000, '2 min 5 s']])('%d ms', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('today needs no day', () => {
  const now = new Date(2026, 10, 24, 12);
  const at = (day: number): string => new Date(2026, 10, day, 9, 5, 7, 42).toISOString();
  expect(formatTime(at(24), now)).toBe('09:05:07.042');
  expect(formatTime(at(2), now)).toBe('11-02 09:05:07');
  expect(formatTime(at(2), new Date(2027, 10, 2))).toBe('2026-11-02 09:05');
});

test('kinds of status', () => {
  expect([statusKind(200, undefined), statusKind(301, undefined), statusKind(404, undefined), statusKind(503, undefined), statusKind(undefined, undefined), statusKind(200, 'reset')])
    .toEqual(['good', 'moved', 'bad', 'failed', 'none', 'failed']);
});
