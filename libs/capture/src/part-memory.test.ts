import { PartMemory } from './part-memory.ts';

test('what is given back is taken again', () => {
  const memory = new PartMemory(16);
  const piece = memory.take();
  expect(piece).toHaveLength(16);
  expect(memory.take()).not.toBe(piece);
  memory.giveBack(piece);
  expect(memory.take()).toBe(piece);
});

test('no more than 64 wait', () => {
  const memory = new PartMemory(16);
  const pieces = Array.from({ length: 65 }, () => memory.take());
  for (const piece of pieces) memory.giveBack(piece);
  const again = new Set(Array.from({ length: 65 }, () => memory.take()));
  expect(pieces.filter((piece) => again.has(piece))).toHaveLength(64);
});
