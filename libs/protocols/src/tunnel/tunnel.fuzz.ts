import { defaultLimits, ProxyError, type Limits, type TunnelDialogue, type Via } from '@weir/core';
import { tunnelDialogue } from './tunnel-dialogue.ts';

const to = { host: 'a.example', port: 443 };
/** Small, so that it is met. */
const limits: Limits = { ...defaultLimits, headBytes: 512 };
const credentials = { user: 'u', password: 'p' };

/** Reads `bytes` as what an HTTP proxy answers to a CONNECT. See `fuzzTunnel`. */
export function fuzzHttpConnect(bytes: Uint8Array): string {
  return fuzzTunnel(bytes, { scheme: 'http', address: { host: 'proxy', port: 3128 }, credentials });
}

/** Reads `bytes` as what a SOCKS5 proxy answers, to a client that has credentials (first bit set) or none. See `fuzzTunnel`. */
export function fuzzSocks5Client(bytes: Uint8Array): string {
  const via: Via = { scheme: 'socks5', address: { host: 'proxy', port: 1080 } };
  return fuzzTunnel(bytes.subarray(1), ((bytes[0] ?? 0) & 1) === 0 ? via : { ...via, credentials });
}

/**
 * Holds the dialogue with the proxy of `via`: its answers whole, byte by byte, and in two. Returns what each way comes to; throws only on a bug:
 * a way that differs, or an error that tells the password.
 */
function fuzzTunnel(bytes: Uint8Array, via: Via): string {
  const whole = hold([bytes], via);
  const half = bytes.length >> 1;
  for (const pieces of [Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)), [bytes.subarray(0, half), bytes.subarray(half)]]) {
    const got = hold(pieces, via);
    if (got !== whole) throw new Error(`the dialogue depends on how its input is cut (${pieces.length} pieces): ${got}, whole: ${whole}`);
  }
  return whole;
}

function hold(pieces: readonly Uint8Array[], via: Via): string {
  const dialogue = tunnelDialogue(to, via, limits) as TunnelDialogue;
  let sent = '';
  for (const [at, piece] of pieces.entries()) {
    const step = dialogue.onData(piece);
    if (step instanceof ProxyError) return `${step.code} ${step.status} ${step.message}`;
    sent += text(step.send);
    if (step.kind === 'open') return `open ${sent} ${text(step.rest) + pieces.slice(at + 1).map(text).join('')}`;
  }
  return `more ${sent}`;
}

function text(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : Buffer.from(bytes).toString('latin1');
}
