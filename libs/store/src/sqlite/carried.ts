import { messageToJson, octetsText, ulidBytes, wire, type FlowJson, type MessageJson } from '@weir/flow';
import { decodeBody, type BodyAccess, type CarriedMessage } from '@weir/query';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { MessagePage, StoredBody } from '../flow-store.ts';
import { StoreError } from '../store-error.ts';
import type { Flows } from './flows.ts';
import { inSnapshot } from './transaction.ts';

/** `chunk.stream` of messages; a body's is its side. */
const messageStream = 2;

/** More of a body is not put together: it goes into memory in one piece. */
const maxBodyBytes = 512 * 1024 * 1024;

/** A page of messages ends early when it has so many bytes. */
const maxPageBytes = 8 * 1024 * 1024;

/** More than this of a decoded body is not searched (docs/specs/filter-language.md). */
const maxSearchedBytes = 8 * 1024 * 1024;

/** `chunk.stream` of a chunk. */
export function streamOf(chunk: wire.Chunk): number {
  return chunk.kind === wire.ChunkKind.MESSAGE ? messageStream : chunk.side;
}

interface ChunkRow {
  readonly seq: number;
  readonly side: wire.Side;
  readonly at_us: number;
  readonly kind: wire.MessageKind;
  readonly size: number;
  readonly data: Uint8Array;
}

/** Reads what flows carried: bodies and messages. */
export class Carried implements BodyAccess {
  readonly #db: DatabaseSync;
  readonly #flows: Flows;
  readonly #body: StatementSync;
  readonly #chunks: StatementSync;

  constructor(db: DatabaseSync, flows: Flows) {
    this.#db = db;
    this.#flows = flows;
    this.#body = db.prepare('select data from body where slot = ?');
    this.#chunks = db.prepare('select seq, side, at_us, kind, size, data from chunk where flow = ? and stream = ? and seq >= ? order by seq');
  }

  /** undefined: no such flow, or no body on that side. */
  stored(id: Uint8Array, side: 'request' | 'response'): StoredBody | undefined {
    // Another process may drop the flow, and give its row's number to another one.
    return inSnapshot(this.#db, () => this.#stored(id, side));
  }

  #stored(id: Uint8Array, side: 'request' | 'response'): StoredBody | undefined {
    const found = this.#flows.wire(id);
    const head = found?.flow[side];
    if (found === undefined || head?.body === undefined) return undefined;
    const bytes = this.#bytes(found.n, found.flow, head.body, side === 'request' ? 0 : 1);
    const size = Math.max(head.body.size, bytes.length);
    if (size === 0) return undefined;
    const contentEncoding = contentEncodingOf(head.headers);
    return {
      bytes, size, truncated: head.body.truncated || bytes.length < size, ...(contentEncoding === undefined ? {} : { contentEncoding }),
    };
  }

  #bytes(n: number, flow: wire.Flow, body: wire.Body, side: 0 | 1): Uint8Array {
    if (body.data.length > 0) return body.data;
    const beside = this.#body.get(2 * n + side) as { readonly data: Uint8Array } | undefined;
    return beside?.data ?? this.#assembled(flow.id, side);
  }

  /** A body's chunks up to the first that is missing. */
  #assembled(id: Uint8Array, side: 0 | 1): Uint8Array {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const row of this.#chunks.iterate(id, side, 0)) {
      const { seq, data } = row as unknown as ChunkRow;
      if (seq !== parts.length || length + data.length > maxBodyBytes) break;
      parts.push(data);
      length += data.length;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts, length);
  }

  /** undefined: no such flow. */
  page(id: Uint8Array, { limit, cursor }: { readonly limit: number; readonly cursor?: string }): MessagePage | undefined {
    const from = cursor === undefined ? 0 : seqOf(cursor);
    if (this.#flows.number(id) === undefined) return undefined;
    const messages: MessageJson[] = [];
    let bytes = 0;
    for (const row of this.#chunks.iterate(id, messageStream, from)) {
      const { seq, side, at_us: atUs, kind, size, data } = row as unknown as ChunkRow;
      if (messages.length === limit || bytes > maxPageBytes) return { messages, next: String(seq) };
      bytes += data.length;
      messages.push(messageToJson({ flow: id, kind: wire.ChunkKind.MESSAGE, side, seq, data, atUs, messageKind: kind, size }));
    }
    return { messages };
  }

  body(flow: FlowJson, side: 'request' | 'response'): Uint8Array | undefined {
    const body = this.stored(ulidBytes(flow.id)!, side);
    return body === undefined ? undefined : decodeBody(body.bytes, body.contentEncoding, maxSearchedBytes);
  }

  *messages(flow: FlowJson): Generator<CarriedMessage> {
    for (const row of this.#chunks.iterate(ulidBytes(flow.id)!, messageStream, 0)) {
      const { side, data } = row as unknown as ChunkRow;
      yield { from: side === wire.Side.SERVER ? 'server' : 'client', data };
    }
  }
}

function contentEncodingOf(headers: readonly wire.Header[]): string | undefined {
  const values = headers.filter(({ name }) => octetsText(name).toLowerCase() === 'content-encoding').map(({ value }) => octetsText(value));
  return values.length === 0 ? undefined : values.join(', ');
}

function seqOf(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new StoreError('bad-cursor', 'the cursor is not one that a page of messages gave');
  return Number(cursor);
}
