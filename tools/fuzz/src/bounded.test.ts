import { bounded } from './bounded.ts';

test('what ends in time has its way', () => {
  let called = 0;
  expect(bounded(10_000, () => { called++; })).toBe(true);
  expect(called).toBe(1);
  expect(() => bounded(10_000, () => { throw new RangeError('x'); })).toThrow(RangeError);
});

test('an endless loop is interrupted', () => {
  expect(bounded(20, () => { for (;;); })).toBe(false);
});

test('an endless regular expression is interrupted', () => {
  expect(bounded(20, () => { /^(a+)+$/.test(`${'a'.repeat(60)}b`); })).toBe(false);
});
