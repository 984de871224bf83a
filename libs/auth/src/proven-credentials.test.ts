import { provenMs, ProvenCredentials } from './proven-credentials.ts';

test('for so long, and no longer', () => {
  const proven = new ProvenCredentials();
  proven.add('a', 1000);
  expect([proven.has('a', 1000), proven.has('a', 999 + provenMs), proven.has('a', 1000 + provenMs), proven.has('a', 1000)]).toEqual([true, true, false, false]);
  proven.add('a', 2000);
  proven.add('a', 3000);
  expect(proven.has('a', 2000 + provenMs)).toBe(true);
  proven.clear();
  expect(proven.has('a', 3000)).toBe(false);
});

test('of too many the oldest are forgotten', () => {
  const proven = new ProvenCredentials();
  for (let n = 0; n <= 4096; n++) proven.add(String(n), 0);
  expect([proven.has('0', 1), proven.has('1', 1), proven.has('4096', 1)]).toEqual([false, true, true]);
});
