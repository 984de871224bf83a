import { scaled } from './trial.ts';

test('counts are made smaller, not less than the least', () => {
  expect([scaled(1000, 1), scaled(1000, 0.25), scaled(1000, 0.0001), scaled(1000, 0.001, 20)]).toEqual([1000, 250, 1, 20]);
});
