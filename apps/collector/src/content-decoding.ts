import { Buffer } from 'node:buffer';
import type { Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';

export interface Decoded {
  readonly bytes: Uint8Array;
  /** The bound was reached, or the input turned out broken on the way: there was more. */
  readonly truncated: boolean;
  /** Codings that are still on the bytes, in the order of Content-Encoding: unknown, or not what they were said to be. */
  readonly remaining: readonly string[];
}

/** More than so many codings over each other are not undone: no server does that honestly. */
const MAX_CODINGS = 4;

/** Undoes Content-Encoding (RFC 9110, section 8.4), last applied first. No step keeps more than `maxBytes`. */
export async function decodeContent(bytes: Uint8Array, contentEncoding: string | undefined, maxBytes: number): Promise<Decoded> {
  const codings = (contentEncoding ?? '').split(',').map((word) => word.trim().toLowerCase()).filter((word) => word !== '' && word !== 'identity');
  let current = bytes;
  let truncated = false;
  if (codings.length > MAX_CODINGS) return { bytes, truncated, remaining: codings };
  while (codings.length > 0 && current.length > 0) {
    const decoder = decoderFor(codings.at(-1)!, current);
    if (decoder === undefined) break;
    const step = await drain(decoder, current, maxBytes);
    if (step === undefined) break;
    codings.pop();
    current = step.bytes;
    truncated ||= step.truncated;
  }
  return { bytes: current, truncated, remaining: current.length > 0 ? codings : [] };
}

/** A body whose capture was cut is decoded as far as it goes, instead of failing at its end. */
const zlib = { finishFlush: constants.Z_SYNC_FLUSH };

function decoderFor(coding: string, bytes: Uint8Array): Transform | undefined {
  switch (coding) {
    case 'gzip':
    case 'x-gzip': return createGunzip(zlib);
    case 'deflate': return hasZlibHeader(bytes) ? createInflate(zlib) : createInflateRaw(zlib);
    case 'br': return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
    case 'zstd': return createZstdDecompress({ finishFlush: constants.ZSTD_e_flush });
    default: return undefined;
  }
}

/** RFC 1950, section 2.2. "deflate" means zlib, but some servers send it raw (RFC 9110, section 8.4.1.2). */
function hasZlibHeader(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

/** Undefined: nothing came out before the input proved broken. */
function drain(decoder: Transform, input: Uint8Array, maxBytes: number): Promise<Omit<Decoded, 'remaining'> | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (truncated: boolean): void => {
      decoder.destroy();
      resolve({ bytes: Buffer.concat(chunks), truncated });
    };
    decoder.on('data', (chunk: Buffer) => {
      if (size + chunk.length > maxBytes) {
        chunks.push(chunk.subarray(0, maxBytes - size));
        size = maxBytes;
        decoder.removeAllListeners('data');
        finish(true);
        return;
      }
      chunks.push(chunk);
      size += chunk.length;
    });
    decoder.on('end', () => finish(false));
    decoder.on('error', () => (size === 0 ? resolve(undefined) : finish(true)));
    decoder.end(input);
  });
}
