import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/** Codings undone one after another; more is hostile, not a body. */
const maxCodings = 4;

/** A truncated body still shows its beginning: what the decoder has when the input runs out is kept. */
const lenient = { finishFlush: constants.Z_SYNC_FLUSH };

/**
 * Undoes Content-Encoding (RFC 9110, 8.4: the last coding named was applied last). Never makes more than `maxBytes`.
 * undefined: an unknown coding, bytes that are none, or too many.
 */
export function decodeBody(bytes: Uint8Array, contentEncoding: string | undefined, maxBytes: number): Uint8Array | undefined {
  const codings = (contentEncoding ?? '').toLowerCase().split(',').map((coding) => coding.trim()).filter((coding) => coding !== '');
  if (codings.length > maxCodings) return undefined;
  let decoded: Uint8Array | undefined = bytes;
  for (let i = codings.length - 1; i >= 0 && decoded !== undefined; i--) decoded = decodeOne(decoded, codings[i]!, maxBytes);
  return decoded;
}

function decodeOne(bytes: Uint8Array, coding: string, maxOutputLength: number): Uint8Array | undefined {
  try {
    switch (coding) {
      case 'identity': return bytes;
      case 'gzip': case 'x-gzip': return gunzipSync(bytes, { ...lenient, maxOutputLength });
      case 'deflate': return inflate(bytes, maxOutputLength);
      case 'br': return brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength });
      case 'zstd': return zstdDecompressSync(bytes, { finishFlush: constants.ZSTD_e_flush, maxOutputLength });
      default: return undefined;
    }
  } catch {
    return undefined;
  }
}

/** Some servers send raw deflate where RFC 9110, 8.4.1.2 wants the zlib format: the first byte tells. */
function inflate(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  const options = { ...lenient, maxOutputLength };
  return ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, options) : inflateRawSync(bytes, options);
}
