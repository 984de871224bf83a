import { ChunkedContent } from './chunked-content.ts';

const coded = Buffer.from('4\r\nabcd\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n');

test('whole', () => {
  const content = new ChunkedContent();
  expect(content.feed(coded)).toBe(true);
  expect(content.bytes).toBe(14);
});

test('cut at every byte, and byte by byte', () => {
  for (let cut = 1; cut < coded.length; cut++) {
    const content = new ChunkedContent();
    expect(content.feed(coded.subarray(0, cut))).toBe(false);
    expect(content.feed(coded.subarray(cut))).toBe(true);
    expect(content.bytes).toBe(14);
  }
  const content = new ChunkedContent();
  expect([...coded].map((octet) => content.feed(Buffer.from([octet]))).indexOf(true)).toBe(coded.length - 1);
});

test('nothing in it', () => {
  const content = new ChunkedContent();
  expect(content.feed(Buffer.from('0\r\n\r\n'))).toBe(true);
  expect(content.bytes).toBe(0);
});

test.each([
  ['x\r\n', 'chunked'],
  ['\r\n', 'chunked'],
  ['5\r\nabcd\r\n0\r\n\r\n', 'chunked'],
  ['1'.repeat(2000), 'chunked'],
  ['0\r\n\r\nHTTP', 'length'],
])('%j', (text, kind) => {
  expect(() => new ChunkedContent().feed(Buffer.from(text))).toThrow(expect.objectContaining({ kind }));
});
