import { brotliCompressSync, brotliDecompressSync, deflateSync, gunzipSync, gzipSync, inflateRawSync, inflateSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Redaction } from '@weir/redaction';
import { expectThat, type Target } from '../target.ts';

const redaction = new Redaction({ headers: [], query: ['token'], json: ['$..password'] });
const codings = ['gzip', 'deflate', 'br', 'zstd', 'gzip, br', '', 'unknown'];
const types = ['application/json', 'application/x-www-form-urlencoded', 'text/plain'];
const undo: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  gzip: gunzipSync, br: brotliDecompressSync, zstd: zstdDecompressSync, '': () => undefined, 'gzip, br': (bytes) => gunzipSync(brotliDecompressSync(bytes)),
  deflate: (bytes) => {
    try {
      return inflateSync(bytes);
    } catch {
      return inflateRawSync(bytes);
    }
  },
};

export const redactionBody: Target = {
  name: 'redaction-body',
  about: 'bodies with their codings: what comes out can be decoded, or nothing comes out',
  seeds() {
    const body = Buffer.from('{"a":[{"password":"x"}],"token":1}');
    // The first byte chooses coding and type, one after the other.
    return [gzipSync, deflateSync, brotliCompressSync, zstdCompressSync].map((code, at) => Buffer.concat([Buffer.of(at), code(body)]))
      .concat(Buffer.concat([Buffer.of(4), brotliCompressSync(gzipSync(body))]), Buffer.concat([Buffer.of(5), body]), Buffer.concat([Buffer.of(12), Buffer.from('a=b&token=c')]));
  },
  words: ['\x1f\x8b\x08\x00', '\x78\x9c', '\x28\xb5\x2f\xfd', '\x00\x00\xff\xff', '{"password":', '&token=', '"}'],
  maxBytes: 400,
  run(input) {
    const [choice = 0] = input;
    const coding = codings[choice % codings.length]!;
    const headers = ['Content-Type', types[Math.floor(choice / codings.length) % types.length]!, 'Content-Encoding', coding];
    const given = input.subarray(1);
    const made = redaction.body(0, headers, [given]);
    if (made === undefined || coding === 'unknown') return expectThat(made === undefined, () => 'an unknown coding was read');
    const bytes = Buffer.concat(made);
    if (bytes.length > 0) undo[coding]!(bytes);
  },
};
