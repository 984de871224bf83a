import { GrowingBytes } from './growing-bytes.ts';

const bytes = (text: string) => Buffer.from(text);
const text = (growing: GrowingBytes) => Buffer.from(growing.bytes).toString();

test('appends across its growth', () => {
  const growing = new GrowingBytes(10_000);
  let want = '';
  for (let i = 0; i < 300; i++) {
    expect(growing.append(bytes(`${i},`))).toBe(true);
    want += `${i},`;
  }
  expect([text(growing), growing.length]).toEqual([want, want.length]);
});

test('takes its bound whole, and nothing beyond it', () => {
  const growing = new GrowingBytes(5);
  expect(growing.append(bytes('abc'))).toBe(true);
  expect(growing.append(bytes('def'))).toBe(false);
  expect(text(growing)).toBe('abc');
  expect(growing.append(bytes('de'))).toBe(true);
  expect(growing.append(bytes('f'))).toBe(false);
  expect(text(growing)).toBe('abcde');
});

test('copies: what was appended may be used again by its owner', () => {
  const growing = new GrowingBytes(10);
  const chunk = bytes('abc');
  growing.append(chunk);
  chunk.fill(0);
  expect(text(growing)).toBe('abc');
});
