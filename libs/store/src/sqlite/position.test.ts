import { idOf } from '../../test/records.ts';
import { cursorOf, positionOf, startOf } from './position.ts';

test.each([0, 1, 1_795_514_400_123_456, Number.MAX_SAFE_INTEGER])('a cursor says where: %i', (startedUs) => {
  const position = { startedUs, id: idOf(3, 9) };
  expect(positionOf(cursorOf(position))).toEqual(position);
});

test.each(['', '-', '1', 'zzzzzzzzzzz-01KAVF0000000000000000000A', '1-01KAVF0000000000000000000U'])('%j is no cursor', (text) => {
  expect(() => positionOf(text)).toThrow(expect.objectContaining({ code: 'bad-cursor' }));
});

test('the start of a time is before every flow of it', () => {
  expect(Buffer.compare(startOf(5).id, idOf(0))).toBe(-1);
});
