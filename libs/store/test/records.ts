import { BatchEncoder, ulidText, type ChunkRecord, type FlowRecord, type LostRecord, type RequestRecord, type ResponseRecord } from '@weir/flow';

/** 2026-11-24T10:00:00Z in microseconds. */
export const noonUs = Date.parse('2026-11-24T10:00:00Z') * 1000;

/** A ULID of the n-th millisecond after `noonUs`, and of `salt`. */
export function idOf(n: number, salt = 0): Uint8Array {
  const id = Buffer.alloc(16);
  id.writeUIntBE(noonUs / 1000 + n, 0, 6);
  id.writeUInt32BE(salt, 12);
  return new Uint8Array(id);
}

export function textOf(n: number, salt = 0): string {
  return ulidText(idOf(n, salt));
}

export type Item =
  | { readonly flow: FlowRecord }
  | { readonly chunk: ChunkRecord }
  | { readonly lost: LostRecord }
  | { readonly goodbye: true };

/** A start of a producer: gives its records their numbers and makes batches of them. */
export class Producer {
  readonly epoch: Uint8Array;
  readonly name: string;
  readonly #encoder: BatchEncoder;
  next = 1;

  constructor(startMs = 0, name = 'p') {
    this.name = name;
    this.epoch = idOf(startMs, 0xe0);
    this.#encoder = new BatchEncoder({ epoch: this.epoch, producer: name });
  }

  batch(...items: readonly Item[]): Uint8Array {
    this.#encoder.begin(this.next);
    for (const item of items) {
      if ('flow' in item) this.#encoder.flow(item.flow);
      else if ('chunk' in item) this.#encoder.chunk(item.chunk);
      else if ('lost' in item) this.#encoder.lost(item.lost);
      else this.#encoder.goodbye({ lastSeq: this.next });
      this.next++;
    }
    return this.#encoder.take();
  }

  flows(...flows: readonly FlowRecord[]): Uint8Array {
    return this.batch(...flows.map((flow) => ({ flow })));
  }
}

/** The n-th flow: an exchange that began n milliseconds after `noonUs`. */
export function aFlow(n: number, change: Partial<FlowRecord> = {}): FlowRecord {
  return {
    id: idOf(n), type: 'http', state: 'complete', revision: 1, mode: 'regular', startedAtUs: noonUs + n * 1000, endedAtUs: noonUs + n * 1000 + 10_000,
    client: { address: '10.0.0.7', port: 51234 }, server: { address: 'example.com', port: 80 },
    request: aRequest(), response: aResponse(), messages: undefined, error: undefined, ...change,
  };
}

export function aRequest(change: Partial<RequestRecord> = {}): RequestRecord {
  return {
    method: 'GET', scheme: 'http', host: 'example.com', port: 80, path: '/a', authority: 'example.com', httpVersion: 'HTTP/1.1',
    headers: ['Accept', '*/*'], trailers: [], body: { size: 0, captured: 0, parts: [] }, ...change,
  };
}

export function aResponse(change: Partial<ResponseRecord> = {}): ResponseRecord {
  return {
    status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: ['Content-Type', 'text/plain'], trailers: [], body: bodyOf('hello'), startedAtUs: 0, ...change,
  };
}

export function bodyOf(text: string): ResponseRecord['body'] {
  const bytes = Buffer.from(text);
  return { size: bytes.length, captured: bytes.length, parts: [bytes] };
}

/** A body whose bytes come in chunks. */
export function bodyInChunks(size: number, captured = size): ResponseRecord['body'] {
  return { size, captured, parts: [] };
}

export function bodyChunk(n: number, side: 0 | 1, seq: number, text: string): Item {
  return { chunk: { flow: idOf(n), kind: 'body', side, seq, data: Buffer.from(text), atUs: 0, messageKind: undefined, size: 0 } };
}

export function message(n: number, side: 0 | 1, seq: number, text: string, size = text.length): Item {
  return { chunk: { flow: idOf(n), kind: 'message', side, seq, data: Buffer.from(text), atUs: noonUs + n * 1000 + seq, messageKind: 'text', size } };
}

export function lost(reason: string, count: number, firstSeq: number, lastSeq: number, fromMs = 1, untilMs = 2): Item {
  return { lost: { reason, count, fromUs: noonUs + fromMs * 1000, untilUs: noonUs + untilMs * 1000, bytes: 100, firstSeq, lastSeq } };
}
