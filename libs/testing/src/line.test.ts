import { isOver, line, oneWay } from './line.ts';

test('a side is over when nothing can come from it nor go to it', () => {
  expect(isOver(line(true))).toBe(false);
  expect(isOver(line(false))).toBe(true);
  expect(isOver({ ...line(true), ended: true })).toBe(false);
  expect(isOver({ ...line(true), closing: true })).toBe(false);
  expect(isOver({ ...line(true), ended: true, closing: true })).toBe(true);
  expect(isOver({ ...line(true), ended: true, deaf: true })).toBe(true);
});

test('a side of a unidirectional stream has one direction to end', () => {
  expect(isOver(oneWay('from'))).toBe(false);
  expect(isOver({ ...oneWay('from'), ended: true })).toBe(true);
  expect(isOver(oneWay('to'))).toBe(false);
  expect(isOver({ ...oneWay('to'), closing: true })).toBe(true);
});
