import { isoTime } from './iso-time.ts';

test('agrees with Date on every kind of year, and adds the microseconds', () => {
  for (let ms = 0; ms < Date.UTC(2255, 5, 5); ms += 3_333_333_333) {
    expect(isoTime(ms * 1000 + 789)).toBe(new Date(ms).toISOString().replace('Z', '789Z'));
  }
});

test.each([
  [Date.UTC(2024, 1, 29, 23, 59, 59, 999) * 1000 + 999, '2024-02-29T23:59:59.999999Z'],
  [Date.UTC(2100, 2, 1) * 1000, '2100-03-01T00:00:00.000000Z'],
  [Number.MAX_SAFE_INTEGER, '2255-06-05T23:47:34.740991Z'],
  [-1, '1970-01-01T00:00:00.000000Z'],
])('%d', (us, text) => {
  expect(isoTime(us)).toBe(text);
});
