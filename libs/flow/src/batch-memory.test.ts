import { BatchMemory } from './batch-memory.ts';

test('a piece has the smallest size that is enough', () => {
  const memory = new BatchMemory(1024);
  const lengths = [1024, 1000, 513, 512, 200, 9, 8, 0].map((bytes) => memory.take(bytes).length);
  expect(lengths).toEqual([1024, 1024, 1024, 512, 256, 16, 8, 8]);
});

test('what is given back is taken again, the last one first, by its size', () => {
  const memory = new BatchMemory(1024);
  const pieces = [memory.take(1024), memory.take(512), memory.take(512)];
  for (const piece of pieces) memory.giveBack(piece.buffer);
  const [large, first, last] = pieces;
  const again = [memory.take(300), memory.take(300), memory.take(1024), memory.take(300)];
  expect(again.map(({ buffer }) => [large, first, last].findIndex((piece) => piece!.buffer === buffer))).toEqual([2, 1, 0, -1]);
});

test('beyond the largest size memory has the length asked for, and is not kept', () => {
  const memory = new BatchMemory(1024);
  const grown = memory.take(1500);
  expect(grown).toHaveLength(1500);
  memory.giveBack(grown.buffer);
  expect(memory.take(1500).buffer).not.toBe(grown.buffer);
});

test('it keeps so many bytes', () => {
  let made = 0;
  const memory = new BatchMemory(1024, (bytes) => {
    made++;
    return new Uint8Array(bytes);
  }, 64 * 1024);
  const pieces = [...Array.from({ length: 63 }, () => memory.take(1024)), ...Array.from({ length: 3 }, () => memory.take(512))];
  for (const piece of pieces) memory.giveBack(piece.buffer);
  made = 0;
  for (const piece of pieces) memory.take(piece.length);
  expect(made).toBe(1);
});

test('memory is what the maker makes, shared too', () => {
  const memory = new BatchMemory(1024, (bytes) => new Uint8Array(new SharedArrayBuffer(bytes)));
  const piece = memory.take(100);
  expect(piece.buffer).toBeInstanceOf(SharedArrayBuffer);
  memory.giveBack(piece.buffer);
  expect(memory.take(100).buffer).toBe(piece.buffer);
});
