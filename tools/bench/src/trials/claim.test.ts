import { summarize } from '../statistics.ts';
import { atLeast, atMost, claimText, exactly, inconclusiveUnless, noErrors } from './claim.ts';

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

test('what varies too much holds for nothing', () => {
  const claim = atLeast('rate', 20, 15, '/s');
  expect(inconclusiveUnless(summarize([20, 20, 20, 20, 20]), claim)).toBe(claim);
  expect(claimText(inconclusiveUnless(summarize([20, 20, 10, 40, 30]), claim))).toBe('FAILS  rate (inconclusive: 5 rounds, spread 50 %): 20 /s (at least 15)');
});

test('errors are named', () => {
  expect(noErrors({ errors: {} }, { errors: {} })).toMatchObject({ what: 'client errors', measured: 0, holds: true });
  expect(noErrors({ errors: { reset: 2 } }, { errors: { reset: 1, closed: 4 } })).toMatchObject({ what: 'client errors, of them reset, closed', measured: 7, holds: false });
});
