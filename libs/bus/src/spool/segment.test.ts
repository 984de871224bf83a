import { firstNumber, Segment, segmentName, segmentNumber } from './segment.ts';

test('a name is read as the number it was written for; other names are no segments', () => {
  for (const number of [0, 7, firstNumber, firstNumber - 1]) expect(segmentNumber(segmentName(number))).toBe(number);
  expect([segmentName(12), segmentName(9) < segmentName(10)]).toEqual(['0000000000000012.spool', true]);
  for (const name of ['lock', '12.spool', '0000000000000012.spool~', '9999999999999999.spool', 'x0000000000000012.spool']) expect(segmentNumber(name)).toBeUndefined();
});

test('what is left is what was not acknowledged', () => {
  const segment = new Segment('/spool', 12);
  segment.records = 3;
  segment.acknowledged = 1;
  expect([segment.left, segment.path]).toEqual([2, '/spool/0000000000000012.spool']);
});
