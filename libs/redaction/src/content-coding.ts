import { Buffer } from 'node:buffer';
import {
  brotliCompressSync, brotliDecompressSync, constants, deflateSync, gunzipSync, gzipSync, inflateRawSync, inflateSync, zstdCompressSync, zstdDecompressSync,
  type BrotliOptions, type ZlibOptions, type ZstdOptions,
} from 'node:zlib';

/** More over each other are not undone: no server does that honestly. */
const maxCodings = 4;

type Undo = (bytes: Uint8Array, options: ZlibOptions & BrotliOptions & ZstdOptions) => unknown;

/** What went in is told besides what came out; Node's types do not say so. */
interface Undone {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** The codings of a body in the order in which they were applied (RFC 9110, section 8.4); undefined: one that is not known. */
export function contentCodings(contentEncoding: string): readonly string[] | undefined {
  if (contentEncoding === '') return [];
  const codings = contentEncoding.toLowerCase().split(',').map((word) => word.trim()).filter((word) => word !== '' && word !== 'identity');
  const known = codings.length <= maxCodings && codings.every((coding) => coding in undo);
  return known ? codings : undefined;
}

/** Undefined: not what the codings say, not whole, more than `maxBytes`, or with something behind it. */
export function withoutCodings(bytes: Uint8Array, codings: readonly string[], maxBytes: number): Uint8Array | undefined {
  let current = bytes;
  try {
    for (const coding of codings.toReversed()) {
      const { buffer, engine } = undo[coding]!(current, { maxOutputLength: maxBytes, info: true }) as Undone;
      if (engine.bytesWritten !== current.length) return undefined;
      current = buffer;
    }
  } catch {
    return undefined;
  }
  return current;
}

/** Applies them again, for speed and not for size: what was decodable stays so. */
export function withCodings(bytes: Uint8Array, codings: readonly string[]): Uint8Array {
  return codings.reduce((current: Uint8Array, coding) => redo[coding]!(current), bytes);
}

const gunzip: Undo = gunzipSync;
/** "deflate" means zlib, but some servers send it raw (RFC 9110, section 8.4.1.2). */
const inflate: Undo = (bytes, options) => (((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0 ? inflateSync : inflateRawSync)(bytes, options);

const undo: Readonly<Record<string, Undo>> = { __proto__: null as never, gzip: gunzip, 'x-gzip': gunzip, deflate: inflate, br: brotliDecompressSync, zstd: zstdDecompressSync };

const fastGzip = (bytes: Uint8Array): Buffer => gzipSync(bytes, { level: 1 });
const redo: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  gzip: fastGzip,
  'x-gzip': fastGzip,
  deflate: (bytes) => deflateSync(bytes, { level: 1 }),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: (bytes) => zstdCompressSync(bytes),
};
