import { firstNumber } from './segment.ts';
import { Segments } from './segments.ts';

test('sums are those of what is here', () => {
  const segments = new Segments('/spool');
  const a = segments.make(false);
  const b = segments.make(false);
  segments.add(a, 10, 1000);
  segments.add(a, 5, 2000);
  segments.add(b, 7, 3000);
  expect([segments.fileBytes, segments.left, segments.oldestMs]).toEqual([22, 3, 1000]);
  segments.acknowledge(a);
  segments.cut(a, 10, 1);
  expect([segments.fileBytes, segments.left, segments.oldestMs]).toEqual([22, 1, 3000]);
  segments.resize(b, 20);
  segments.add(b, 7, 4000);
  expect([segments.fileBytes, segments.left]).toEqual([35, 2]);
  segments.remove(a);
  expect([segments.fileBytes, segments.left, segments.isLast(b)]).toEqual([20, 2, true]);
});

test('no number is given twice, before or behind; the order is that of the numbers', () => {
  const segments = new Segments('/spool');
  const found = [segments.found(5000, 1), segments.found(8999, 1)];
  const made = [segments.make(false), segments.make(true), segments.make(true)];
  expect(made.map(({ number }) => number)).toEqual([9000, 4000, 4001]);
  const read: number[] = [];
  for (let next = segments.toRead; next !== undefined; next = segments.toRead) {
    read.push(next.number);
    next.isRead = true;
  }
  expect(read).toEqual([4000, 4001, 5000, 8999, 9000]);
  // Those were read: what is older than all is before them.
  const older = segments.make(true);
  expect([older.number, segments.make(true).number, segments.toRead]).toEqual([3000, 3001, older]);
  for (const segment of [...found, ...made]) segments.remove(segment);
  expect([segments.make(false).number, segments.make(true).number, segments.fileBytes]).toEqual([9001, 3002, 0]);
  expect(new Segments('/spool').make(true).number).toBe(firstNumber - 1000);
});

test('when there is no room for more before the others, they begin further ahead', () => {
  const segments = new Segments('/spool');
  const numbers = Array.from({ length: 1001 }, () => segments.make(true).number);
  expect([numbers[0], numbers[999], numbers[1000]]).toEqual([firstNumber - 1000, firstNumber - 1, firstNumber - 2000]);
});
