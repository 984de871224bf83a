import { Counters } from './counters.ts';

test('it is ready while the store takes batches', () => {
  const counters = new Counters();
  expect(counters.notReady()).toEqual([]);
  counters.storing = false;
  expect(counters.notReady()).toEqual(['the store refuses flows']);
});

test('the store is measured when it is asked', () => {
  let bytes = 1;
  const counters = new Counters(() => bytes);
  bytes = 2;
  expect(counters.storeBytes).toBe(2);
  expect(new Counters().storeBytes).toBeUndefined();
});
