import { formatBytes, formatDuration, formatFromNow, formatInstant, formatTime, statusKind } from './format.ts';

test.each([[0, '0 B'], [1023, '1023 B'], [1024, '1.0 KB'], [99.96 * 1024, '100 KB'], [150 * 1024, '150 KB'], [1023.6 * 1024, '1.0 MB'], [5 * 1024 ** 2, '5.0 MB'], [3 * 1024 ** 4, '3.0 TB'], [9000 * 1024 ** 4, '9000 TB']])('%d bytes', (size, text) => {
  expect(formatBytes(size)).toBe(text);
});

test.each([
  [0, '0 ms'], [0.123, '0.12 ms'], [0.997, '1.0 ms'], [9.96, '10 ms'], [12.3, '12 ms'], [999.7, '1.0 s'], [1500, '1.5 s'], [59_960, '1 min 0 s'],
  [119_800, '2 min 0 s'], [125_000, '2 min 5 s'], [3_660_000, '1 h 1 min'],
])('%d ms', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('today needs no day', () => {
  const now = new Date(2026, 10, 24, 12);
  const at = (day: number): string => new Date(2026, 10, day, 9, 5, 7, 42).toISOString();
  expect(formatTime(at(24), now)).toBe('09:05:07.042');
  expect(formatTime(at(2), now)).toBe('11-02 09:05:07');
  expect(formatTime(at(2), new Date(2027, 10, 2))).toBe('2026-11-02 09:05');
});

test('an instant: as exact as it was given, its zone named', () => {
  const iso = new Date(2026, 10, 5, 9, 3, 7).toISOString();
  expect(formatInstant(iso)).toMatch(/^2026-11-05 09:03:07 UTC([+-]\d\d:\d\d)?$/);
  expect(formatInstant(iso.replace('.000', '.668940'))).toMatch(/^2026-11-05 09:03:07\.66894 UTC/);
});

test.each([[90, 'in 90 min'], [-3, '3 min ago'], [150, 'in 2 h'], [2 * 1440, 'in 2 days'], [-90.5 * 1440, '90 days ago']])('%d minutes from now', (minutes, text) => {
  const now = new Date('2026-11-25T00:00:00Z');
  expect(formatFromNow(new Date(now.getTime() + minutes * 60_000).toISOString(), now)).toBe(text);
});

test('kinds of status', () => {
  expect([statusKind(200, undefined), statusKind(301, undefined), statusKind(404, undefined), statusKind(503, undefined), statusKind(undefined, undefined), statusKind(200, 'reset')])
    .toEqual(['good', 'moved', 'bad', 'failed', 'none', 'failed']);
});
