import { ProxyError } from '@weir/core';
import type { ClientHello } from './client-hello.ts';
import { HelloDecoder } from './hello-decoder.ts';

/**
 * Reads `bytes` as the beginning of a TLS connection: whole, byte by byte, and in two. Returns what each way says: a hello, `more`, or the
 * ProxyError; throws only on a bug of the decoder, one that keeps more than `maxBytes` of an unfinished hello included.
 */
export function fuzzClientHello(bytes: Uint8Array, maxBytes = 64 * 1024): ClientHello | 'more' | ProxyError {
  const whole = read([bytes], maxBytes);
  const half = bytes.length >> 1;
  for (const pieces of [Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)), [bytes.subarray(0, half), bytes.subarray(half)]]) {
    const got = read(pieces, maxBytes);
    if (said(got) !== said(whole)) throw new Error(`the decoder depends on how its input is cut (${pieces.length} pieces): ${said(got)}, whole: ${said(whole)}`);
  }
  return whole;
}

function read(pieces: readonly Uint8Array[], maxBytes: number): ClientHello | 'more' | ProxyError {
  const decoder = new HelloDecoder(maxBytes);
  try {
    for (const piece of pieces) {
      const hello = decoder.push(piece);
      if (hello !== 'more') return hello;
      if (decoder.raw.length > maxBytes) throw new Error(`the decoder keeps ${decoder.raw.length} bytes of an unfinished hello, of ${maxBytes} that it may`);
    }
    return 'more';
  } catch (error) {
    if (error instanceof ProxyError) return error;
    throw error;
  }
}

function said(outcome: ClientHello | 'more' | ProxyError): string {
  return outcome instanceof ProxyError ? `${outcome.code}: ${outcome.message}` : JSON.stringify(outcome);
}
