import { AddressCounts } from './address-counts.ts';

test('each address has its own', () => {
  const counts = new AddressCounts();
  counts.add('a');
  counts.add('a');
  counts.add('b');
  counts.remove('a');
  counts.remove('b');
  expect([counts.of('a'), counts.of('b'), counts.of('c')]).toEqual([1, 0, 0]);
  counts.remove('b');
  counts.add('b');
  expect(counts.of('b')).toBe(1);
});
