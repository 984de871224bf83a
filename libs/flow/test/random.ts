import type {
  BodyRecord, ChunkRecord, FlowRecord, GoodbyeRecord, LostRecord, PeerRecord, RequestRecord, ResponseRecord, TlsRecord,
} from '../src/record.ts';
import { errorCodes } from '../src/names.ts';

/** Numbers below `n` from a seed: a failing test fails again. */
export type Below = (n: number) => number;

export function seeded(seed: number): Below {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** Lengths around the places where a varint or the writer's loop changes. */
const lengths = [0, 1, 5, 23, 24, 25, 126, 127, 128, 129, 300];
const rareLengths = [16_380, 16_384, 70_000];
const numbers = [0, 1, 127, 128, 16_384, 2 ** 28 - 1, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 35, 1_795_411_480_123_456, Number.MAX_SAFE_INTEGER];
const textPieces = ['a', 'Z', '0', '/', 'é', 'ÿ', '€', '日', '\u{1f600}', '\ud800', '\udc00', '\0'];

function pick<T>(below: Below, from: readonly T[]): T {
  return from[below(from.length)]!;
}

function length(below: Below): number {
  return below(200) === 0 ? pick(below, rareLengths) : pick(below, lengths);
}

function octets(below: Below): string {
  const top = below(2) === 0 ? 128 : 256;
  let text = '';
  for (let n = length(below); n > 0; n--) text += String.fromCharCode(below(top));
  return text;
}

function text(below: Below): string {
  if (below(2) === 0) return 'x'.repeat(length(below));
  let made = '';
  for (let n = pick(below, lengths); n > 0; n--) made += pick(below, textPieces);
  return made;
}

export function randomBytes(below: Below, n: number): Uint8Array {
  return Uint8Array.from({ length: n }, () => below(256));
}

function headers(below: Below): string[] {
  return Array.from({ length: 2 * below(12) }, () => octets(below));
}

function body(below: Below): BodyRecord {
  const parts = Array.from({ length: below(4) }, () => randomBytes(below, length(below)));
  return { size: pick(below, numbers), captured: pick(below, numbers), parts };
}

function tls(below: Below): TlsRecord {
  return {
    version: text(below),
    cipher: text(below),
    alpn: below(2) === 0 ? undefined : text(below),
    sni: text(below),
    certificate: below(2) === 0 ? undefined : {
      subject: text(below), issuer: text(below), notAfter: text(below), names: Array.from({ length: below(5) }, () => text(below)),
    },
  };
}

function peer(below: Below): PeerRecord {
  return { address: text(below), port: below(65_536), ip: text(below), via: below(3) === 0 ? text(below) : undefined, tls: below(2) === 0 ? undefined : tls(below) };
}

function request(below: Below): RequestRecord {
  return {
    method: octets(below), scheme: text(below), host: octets(below), port: below(65_536), path: octets(below),
    authority: below(2) === 0 ? undefined : octets(below), httpVersion: text(below), headers: headers(below), trailers: headers(below), body: body(below),
  };
}

function response(below: Below): ResponseRecord {
  return {
    status: below(1000), reason: octets(below), httpVersion: text(below), headers: headers(below), trailers: headers(below),
    body: body(below), startedAtUs: pick(below, numbers),
  };
}

export function randomFlow(below: Below): FlowRecord {
  return {
    id: randomBytes(below, 16),
    type: pick(below, ['http', 'tcp', 'udp', 'dns'] as const),
    state: pick(below, ['open', 'complete', 'error'] as const),
    revision: below(200),
    mode: text(below),
    startedAtUs: pick(below, numbers),
    endedAtUs: pick(below, numbers),
    client: peer(below),
    server: below(4) === 0 ? undefined : peer(below),
    request: below(4) === 0 ? undefined : request(below),
    response: below(4) === 0 ? undefined : response(below),
    messages: below(2) === 0 ? undefined : { count: pick(below, numbers), bytes: pick(below, numbers) },
    error: below(2) === 0 ? undefined : { code: pick(below, errorCodes), message: text(below) },
  };
}

export function randomChunk(below: Below): ChunkRecord {
  return {
    flow: randomBytes(below, 16),
    kind: pick(below, ['body', 'message'] as const),
    side: below(2) as 0 | 1,
    seq: pick(below, numbers),
    data: randomBytes(below, length(below)),
    atUs: pick(below, numbers),
    messageKind: pick(below, [undefined, 'text', 'binary', 'data'] as const),
    size: pick(below, numbers),
  };
}

export function randomLost(below: Below): LostRecord {
  const number = (): number => pick(below, numbers);
  return { reason: text(below), count: number(), fromUs: number(), untilUs: number(), bytes: number(), firstSeq: number(), lastSeq: number() };
}

export function randomGoodbye(below: Below): GoodbyeRecord {
  return { lastSeq: pick(below, numbers) };
}
