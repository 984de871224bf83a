import { atLeast, atMost, claimText, exactly, noErrors } from './claim.ts';

test.each([
  [atMost('growth', 63.94, 64, 'MB'), true, 'holds  growth: 63.9 MB (at most 64)'],
  [atMost('growth', 64.5, 64, 'MB'), false, 'FAILS  growth: 64.5 MB (at most 64)'],
  [atLeast('passed', 5, 5), true, 'holds  passed: 5 (at least 5)'],
  [atLeast('passed', 4, 5), false, 'FAILS  passed: 4 (at least 5)'],
  [exactly('stored', 300_000, 300_000), true, 'holds  stored: 300000 (exactly 300000)'],
  [exactly('stored', 299_999, 300_000), false, 'FAILS  stored: 299999 (exactly 300000)'],
  [atMost('nothing measured', NaN, 1), false, 'FAILS  nothing measured: - (at most 1)'],
])('%j', (claim, holds, text) => {
  expect(claim.holds).toBe(holds);
  expect(claimText(claim)).toBe(text);
});

test('errors are named', () => {
  expect(noErrors({ errors: {} }, { errors: {} })).toMatchObject({ what: 'client errors', measured: 0, holds: true });
  expect(noErrors({ errors: { reset: 2 } }, { errors: { reset: 1, closed: 4 } })).toMatchObject({ what: 'client errors, of them reset, closed', measured: 7, holds: false });
});
