import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { decodeBody } from './decode-body.ts';

const text = Buffer.from('weir '.repeat(5000));
const limit = 1 << 20;

test.each([
  ['gzip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['deflate', deflateRawSync(text)],
  ['br', brotliCompressSync(text)],
  ['zstd', zstdCompressSync(text)],
  ['Identity', text],
  ['', text],
  [undefined, text],
  ['deflate, GZIP', gzipSync(deflateSync(text))],
])('undoes %s', (coding, bytes) => {
  expect(Buffer.from(decodeBody(bytes, coding, limit)!).equals(text)).toBe(true);
});

test.each(['gzip', 'br', 'zstd'])('the beginning of a truncated %s body is shown', (coding) => {
  const bytes = { gzip: gzipSync(text), br: brotliCompressSync(text), zstd: zstdCompressSync(text) }[coding]!;
  const decoded = decodeBody(bytes.subarray(0, bytes.length - 4), coding, limit)!;
  expect(text.subarray(0, decoded.length).equals(decoded)).toBe(true);
});

test('unknown codings, bytes that are none, too much output and too many codings give nothing', () => {
  expect(decodeBody(text, 'compress', limit)).toBeUndefined();
  expect(decodeBody(text, 'gzip', limit)).toBeUndefined();
  expect(decodeBody(gzipSync(text), 'gzip', 1000)).toBeUndefined();
  expect(decodeBody(text, 'identity,'.repeat(5), limit)).toBeUndefined();
});
