import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { decodeContent } from './content-decoding.ts';

const plain = Buffer.from('weir '.repeat(2000));

test.each([
  ['gzip', gzipSync(plain)], ['X-GZIP', gzipSync(plain)], ['deflate', deflateSync(plain)], ['deflate', deflateRawSync(plain)],
  ['br', brotliCompressSync(plain)], ['zstd', zstdCompressSync(plain)], ['identity', plain], ['gzip, br', brotliCompressSync(gzipSync(plain))],
])('undoes %s', async (coding, bytes) => {
  const decoded = await decodeContent(bytes, coding, 1_000_000);
  expect(Buffer.from(decoded.bytes).equals(plain)).toBe(true);
  expect(decoded).toMatchObject({ truncated: false, remaining: [] });
});

test.each([['gzip', gzipSync], ['br', brotliCompressSync], ['zstd', zstdCompressSync], ['deflate', deflateSync]] as const)('cuts a bomb of %s', async (coding, compress) => {
  const bomb = compress(Buffer.alloc(20_000_000));
  expect(bomb.length).toBeLessThan(30_000);
  const decoded = await decodeContent(bomb, coding, 100_000);
  expect(decoded.truncated).toBe(true);
  expect(decoded.bytes.length).toBe(100_000);
});

test('exactly the bound is whole', async () => {
  expect(await decodeContent(gzipSync(plain), 'gzip', plain.length)).toMatchObject({ truncated: false });
});

test.each([['gzip', gzipSync], ['br', brotliCompressSync], ['zstd', zstdCompressSync]] as const)('gives what a cut body of %s holds', async (coding, compress) => {
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, n) => String(n * 7919)).join());
  const compressed = compress(noise);
  const decoded = await decodeContent(compressed.subarray(0, compressed.length - 50), coding, 1_000_000);
  expect(decoded.remaining).toEqual([]);
  expect(noise.subarray(0, decoded.bytes.length).equals(decoded.bytes)).toBe(true);
});

test.each(['gzip', 'deflate', 'br', 'zstd'])('leaves what is no %s', async (coding) => {
  const bytes = Buffer.from('\xff\xff plainly not compressed', 'latin1');
  expect(await decodeContent(bytes, coding, 1000)).toEqual({ bytes, truncated: false, remaining: [coding] });
});

test('leaves unknown codings and towers of them', async () => {
  const bytes = gzipSync(plain);
  expect(await decodeContent(bytes, 'gzip, compress', 1000)).toEqual({ bytes, truncated: false, remaining: ['gzip', 'compress'] });
  expect(await decodeContent(bytes, 'gzip,gzip,gzip,gzip,gzip', 1000)).toMatchObject({ bytes, remaining: { length: 5 } });
  expect(await decodeContent(new Uint8Array(), 'gzip', 1000)).toMatchObject({ remaining: [] });
  expect(await decodeContent(bytes, undefined, 1000)).toMatchObject({ bytes, remaining: [] });
});
