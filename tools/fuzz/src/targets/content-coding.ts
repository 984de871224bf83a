import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { decodeBody } from '@weir/query';
import { expectThat, type Target } from '../target.ts';

const codings = ['gzip', 'deflate', 'br', 'zstd', 'gzip, br', 'identity', 'unknown'];
const maxBytes = 8192;

export const contentCoding: Target = {
  name: 'content-coding',
  about: 'Content-Encoding undone: bytes within the bound, or nothing',
  seeds() {
    const body = Buffer.from('the quick brown fox '.repeat(20));
    const bomb = Buffer.alloc(100_000);
    const made = [gzipSync, deflateSync, deflateRawSync, brotliCompressSync, zstdCompressSync].flatMap((code) => [code(body), code(bomb)]);
    // The first byte chooses the coding, one after the other.
    return made.map((bytes, at) => Buffer.concat([Buffer.of([0, 0, 1, 1, 1, 1, 2, 2, 3, 3][at]!), bytes]));
  },
  words: ['\x1f\x8b\x08\x00', '\x78\x9c', '\x28\xb5\x2f\xfd', '\x00\x00\xff\xff', '\x03\x00'],
  maxBytes: 600,
  run(input) {
    const body = decodeBody(input.subarray(1), codings[(input[0] ?? 0) % codings.length], maxBytes);
    expectThat(body === undefined || body.length <= maxBytes, () => `made ${body?.length} bytes, more than ${maxBytes}`);
  },
};
