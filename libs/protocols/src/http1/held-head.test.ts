import { defaultLimits } from '@weir/core';
import { HeldHead, refuseLongHead } from './held-head.ts';

const limits = { ...defaultLimits, headBytes: 20 };
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

test('grows until the end is there, and says how long the head is', () => {
  const held = new HeldHead(limits);
  expect([held.add(bytes('GET / '), 0), held.add(bytes('x\r\n\r'), 1), held.add(bytes('\nrest'), 0)]).toEqual([-1, -1, 10]);
  expect(held.take(10)).toBe('GET / \r\n\r\n');
  expect(held.length).toBe(0);
});

test('copies what it keeps', () => {
  const held = new HeldHead(limits);
  const chunk = bytes('GET');
  held.add(chunk, 0);
  chunk.fill(0);
  held.add(bytes('\r\n\r\n'), 0);
  expect(held.take(7)).toBe('GET\r\n\r\n');
});

test('never keeps more than it may: a head of the bound is one, a longer one is refused', () => {
  const head = (length: number): string => `${'x'.repeat(length - 4)}\r\n\r\n`;
  expect(new HeldHead(limits).add(bytes(head(20)), 0)).toBe(20);
  for (const text of [head(21), 'x'.repeat(20), 'x'.repeat(10_000)]) {
    const held = new HeldHead(limits);
    expect(() => held.add(bytes(text), 0)).toThrow(expect.objectContaining({ code: 'limit-exceeded', status: 431 }));
    expect(held.length).toBeLessThanOrEqual(20);
  }
});

test('a bare LF is refused at once: such a head would never end', () => {
  expect(() => new HeldHead(limits).add(bytes('GET\n'), 0)).toThrow(/bare LF/);
  const held = new HeldHead(limits);
  held.add(bytes('GET\r'), 0);
  expect(held.add(bytes('\n'), 0)).toBe(-1);
});

test('knows the first half of an empty line', () => {
  const held = new HeldHead(limits);
  held.add(bytes('\r'), 0);
  expect(held.isCr).toBe(true);
  held.add(bytes('\n'), 0);
  expect(held.isCr).toBe(false);
});

test('a long head in one piece is refused for the same reason as in many', () => {
  expect(() => refuseLongHead(bytes('x'.repeat(30)), 0, limits)).toThrow(expect.objectContaining({ status: 431 }));
  expect(() => refuseLongHead(bytes(`a\n${'x'.repeat(30)}`), 0, limits)).toThrow(/bare LF/);
});
