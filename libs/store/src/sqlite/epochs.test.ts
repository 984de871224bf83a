import { DatabaseSync } from 'node:sqlite';
import { idOf, Producer } from '../../test/records.ts';
import { Epochs, seenBefore } from './epochs.ts';
import { migrate } from './schema.ts';

let db: DatabaseSync;
let epochs: Epochs;
beforeEach(() => {
  db = new DatabaseSync(':memory:');
  migrate(db);
  epochs = new Epochs(db);
});
afterEach(() => db.close());

test('a number for each id, the same after a restart; the producer is the one that was named first', () => {
  const [first, second] = [new Producer(0).epoch, new Producer(1).epoch];
  const numbers = [epochs.number(first, 'p'), epochs.number(second, 'q'), epochs.number(first, 'other')];
  expect(numbers[2]).toBe(numbers[0]);
  expect(numbers[1]).not.toBe(numbers[0]);
  const again = new Epochs(db);
  expect(again.number(second, '')).toBe(numbers[1]);
  expect([again.producer(numbers[0]!), again.producer(numbers[1]!), again.producer(99)]).toEqual(['p', 'q', '']);
});

test('after a rollback a number that was made in it is not used again', () => {
  db.exec('begin');
  const [doomed, next] = [idOf(1), idOf(2)];
  epochs.number(doomed, 'doomed');
  db.exec('rollback');
  epochs.forget();
  const no = epochs.number(next, 'next');
  expect(epochs.number(doomed, 'later')).not.toBe(no);
  expect(epochs.producer(no)).toBe('next');
});

test('covered: what touches the numbers, of this epoch alone', () => {
  const [one, other] = [epochs.number(idOf(1), 'p'), epochs.number(idOf(2), 'p')];
  for (const [first, last] of [[1, 3], [10, 12], [14, 20], [30, 40]] as const) epochs.cover(one, { first, last }, []);
  epochs.cover(other, { first: 1, last: 100 }, []);
  expect(epochs.covered(one, 5, 8)).toEqual([]);
  expect(epochs.covered(one, 4, 9)).toEqual([{ first: 1, last: 3 }, { first: 10, last: 12 }]);
  expect(epochs.covered(one, 11, 15)).toEqual([{ first: 10, last: 12 }, { first: 14, last: 20 }]);
});

test('cover joins what touches', () => {
  const no = epochs.number(idOf(1), 'p');
  for (const [first, last] of [[1, 3], [10, 12], [4, 9], [5, 6]] as const) epochs.cover(no, { first, last }, epochs.covered(no, first, last));
  expect(epochs.covered(no, 1, 100)).toEqual([{ first: 1, last: 12 }]);
});

test('seenBefore', () => {
  const seen = seenBefore([{ first: 2, last: 3 }]);
  expect([1, 2, 3, 4].map(seen)).toEqual([false, true, true, false]);
  expect(seenBefore([])(1)).toBe(false);
});
