import { BodyCapture, bodyRecord, declaredLength } from './body-capture.ts';
import { PartMemory } from './part-memory.ts';

const memory = new PartMemory(64 * 1024);

test('keeps copies, and gives them out as one piece', () => {
  const body = new BodyCapture();
  const bytes = Buffer.from('abc');
  body.keep(bytes, memory);
  bytes.fill(0);
  body.keep(Buffer.from('de'), memory);
  expect([body.captured, body.held, Buffer.concat(body.parts).toString()]).toEqual([5, 5, 'abcde']);
  const scratch = new Uint8Array(8);
  expect(Buffer.from(body.drain(scratch)).toString()).toBe('abcde');
  expect([body.captured, body.held, body.parts]).toEqual([5, 0, []]);
});

test('a single part needs no scratch', () => {
  const body = new BodyCapture();
  body.keep(Buffer.from('abc'), memory);
  expect(Buffer.from(body.drain(new Uint8Array(0))).toString()).toBe('abc');
});

test('a long body lies in memory that is used again, short parts before and after it too', () => {
  const body = new BodyCapture();
  body.keep(Buffer.from('abc'), memory);
  expect(body.memory).toBe(3);
  body.keep(Buffer.alloc(20_000, 'x'), memory);
  body.keep(Buffer.from('yz'), memory);
  expect([body.memory, body.held, body.parts.length]).toEqual([64 * 1024, 20_005, 1]);
  const piece = body.parts[0]!.buffer;
  expect(Buffer.from(body.drain(new Uint8Array(0))).toString()).toBe(`abc${'x'.repeat(20_000)}yz`);
  body.letGo(memory);
  expect([body.memory, body.captured]).toEqual([0, 20_005]);
  const next = new BodyCapture();
  next.keep(Buffer.alloc(16 * 1024), memory);
  expect(next.parts[0]!.buffer).toBe(piece);
});

test.each([
  [['Content-Length', '5'], 5],
  [['a', 'content-length', 'CONTENT-LENGTH', '70000'], 70_000],
  [['Transfer-Encoding', 'chunked'], NaN],
  [[], NaN],
  [['Content-Length', 'many'], NaN],
])('%j declares %d', (headers, length) => {
  expect(declaredLength(headers)).toBe(length);
});

test('no body is an empty one', () => {
  expect(bodyRecord(undefined)).toEqual({ size: 0, captured: 0, parts: [] });
});
