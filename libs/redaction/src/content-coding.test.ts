import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { contentCodings, withCodings, withoutCodings } from './content-coding.ts';

const body = Buffer.from('the quick brown fox '.repeat(50));
const limit = 10_000;

test.each<[string, string[], (bytes: Uint8Array) => Buffer]>([
  ['gzip', ['gzip'], gzipSync], ['X-Gzip', ['x-gzip'], gzipSync], ['deflate', ['deflate'], deflateSync], ['deflate', ['deflate'], deflateRawSync], ['br', ['br'], brotliCompressSync], ['zstd', ['zstd'], zstdCompressSync],
  ['gzip, identity , br', ['gzip', 'br'], (bytes) => brotliCompressSync(gzipSync(bytes))], ['', [], Buffer.from],
])('%s is undone and done again', (field, codings, code) => {
  expect(contentCodings(field)).toEqual(codings);
  expect(Buffer.from(withoutCodings(code(body), codings, limit)!).equals(body)).toBe(true);
  expect(Buffer.from(withoutCodings(withCodings(body, codings), codings, limit)!).equals(body)).toBe(true);
});

test.each(['compress', 'gzip, br, gzip, br, gzip', '__proto__', 'constructor', 'aws-chunked'])('%s is not known', (field) => {
  expect(contentCodings(field)).toBeUndefined();
});

test.each<[string, Uint8Array, string[]]>([
  ['not what it says', body, ['gzip']], ['not whole', gzipSync(body).subarray(0, 30), ['gzip']], ['not whole', brotliCompressSync(body).subarray(0, 20), ['br']], ['not whole', zstdCompressSync(body).subarray(0, 20), ['zstd']],
  ['something behind it', Buffer.concat([gzipSync(body), Buffer.from('password')]), ['gzip']], ['something behind it', Buffer.concat([deflateSync(body), Buffer.from('password')]), ['deflate']],
  ['something behind it', Buffer.concat([brotliCompressSync(body), Buffer.from('password')]), ['br']], ['something behind it', Buffer.concat([zstdCompressSync(body), Buffer.from('password')]), ['zstd']],
  ['too large', gzipSync(Buffer.alloc(limit + 1)), ['gzip']], ['too large', brotliCompressSync(Buffer.alloc(1e6)), ['br']], ['too large', zstdCompressSync(Buffer.alloc(limit + 1)), ['zstd']],
])('%s: not undone', (_why, bytes, codings) => {
  expect(withoutCodings(bytes, codings, limit)).toBeUndefined();
});
