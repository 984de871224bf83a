import type { Allocate } from './batch-memory.ts';
import { ByteWriter, varintBytes, writerFull } from './byte-writer.ts';
import { maxBatchBytes } from './decode.ts';
import type {
  BodyRecord, CertificateRecord, ChunkRecord, FlowRecord, GoodbyeRecord, LostRecord, PeerRecord, RequestRecord, ResponseRecord, TlsRecord,
} from './record.ts';
import { chunkKindNumbers, flowStateNumbers, flowTypeNumbers, messageKindNumbers } from './wire-names.ts';

/** The tag of a field: its number and wire type. Up to field 15 a tag is one byte. */
const varint = (field: number): number => field << 3;
const bytes = (field: number): number => (field << 3) | 2;

export interface BatchEncoderOptions {
  /** The producer's epoch: a ULID, 16 bytes. */
  readonly epoch: Uint8Array;
  readonly producer: string;
  /** Of the slab; it grows, and is small again after `take`. Default 384 KiB: a batch of 256 KiB and the chunk that came last. */
  readonly initialBytes?: number;
  /** No batch grows beyond it. Default `maxBatchBytes`, above which no decoder reads. */
  readonly maxBytes?: number;
  /** Makes the memory that batches are in. Default: any. */
  readonly allocate?: Allocate | undefined;
}

/**
 * Writes FlowBatches, a little over 1 us a flow: what the generated codec would write, byte for byte (encoder.test.ts), without its objects.
 * `begin`, records, `take`, and again. A record method answers false where the record would carry the batch over its bound:
 * then nothing of it was written and it was not counted.
 */
export class BatchEncoder {
  readonly #out: ByteWriter;
  readonly #head: Uint8Array;
  readonly #maxBytes: number;
  #count = 0;
  #begun = false;

  constructor(options: BatchEncoderOptions) {
    const maxBytes = options.maxBytes ?? maxBatchBytes;
    this.#maxBytes = maxBytes;
    this.#out = new ByteWriter(Math.min(options.initialBytes ?? 384 * 1024, maxBytes), maxBytes, options.allocate);
    this.#out.bytes(bytes(1), options.epoch);
    this.#out.text(bytes(2), options.producer);
    this.#head = this.#out.take();
  }

  /** Records in the batch. */
  get count(): number {
    return this.#count;
  }

  /** Length of the batch so far. */
  get bytes(): number {
    return this.#out.length;
  }

  /** Begins a batch whose first record has the number `firstSeq`. */
  begin(firstSeq: number): void {
    if (this.#begun) throw new Error('the batch before was not taken');
    this.#begun = true;
    this.#out.raw(this.#head);
    this.#out.number(varint(3), firstSeq);
  }

  flow(record: FlowRecord): boolean {
    const lengthBytes = roomFor(heldBytes(record.request?.body) + heldBytes(record.response?.body));
    return this.#record(bytes(1), lengthBytes, writeFlow, record);
  }

  chunk(record: ChunkRecord): boolean {
    return this.#record(bytes(2), 3, writeChunk, record);
  }

  lost(record: LostRecord): boolean {
    return this.#record(bytes(3), 1, writeLost, record);
  }

  goodbye(record: GoodbyeRecord): boolean {
    return this.#record(bytes(4), 1, writeGoodbye, record);
  }

  /** The batch, at the beginning of memory of its own. The encoder is then ready to `begin`. */
  take(): Uint8Array {
    this.#begun = false;
    this.#count = 0;
    return this.#out.take();
  }

  /** All memory of a batch that was taken and that nobody needs any more. */
  giveBack(memory: ArrayBufferLike): void {
    this.#out.giveBack(memory);
  }

  #record<T>(tag: number, lengthBytes: number, write: (out: ByteWriter, record: T) => void, record: T): boolean {
    if (!this.#begun) throw new Error('no batch was begun');
    const out = this.#out;
    const before = out.length;
    try {
      out.reserve(0);
      const outer = out.open(bytes(4), lengthBytes);
      const inner = out.open(tag, lengthBytes);
      write(out, record);
      out.close(inner, lengthBytes);
      out.close(outer, lengthBytes);
      if (out.length > this.#maxBytes) throw writerFull;
    } catch (error) {
      out.truncate(before);
      if (error === writerFull) return false;
      throw error;
    }
    this.#count++;
    return true;
  }
}

function writeFlow(out: ByteWriter, flow: FlowRecord): void {
  out.bytes(bytes(1), flow.id);
  out.number(varint(2), flowTypeNumbers[flow.type]);
  out.number(varint(3), flowStateNumbers[flow.state]);
  out.number(varint(4), flow.revision);
  out.text(bytes(5), flow.mode);
  out.number(varint(6), flow.startedAtUs);
  out.number(varint(7), flow.endedAtUs);
  writePeer(out, bytes(8), flow.client);
  if (flow.server !== undefined) writePeer(out, bytes(9), flow.server);
  if (flow.request !== undefined) writeRequest(out, flow.request);
  if (flow.response !== undefined) writeResponse(out, flow.response);
  if (flow.messages !== undefined) {
    const start = out.open(bytes(12), 1);
    out.number(varint(1), flow.messages.count);
    out.number(varint(2), flow.messages.bytes);
    out.close(start, 1);
  }
  if (flow.error !== undefined) {
    const start = out.open(bytes(13), 1);
    out.text(bytes(1), flow.error.code);
    out.text(bytes(2), flow.error.message);
    out.close(start, 1);
  }
}

function writePeer(out: ByteWriter, tag: number, peer: PeerRecord): void {
  const start = out.open(tag, 1);
  out.text(bytes(1), peer.address);
  out.number(varint(2), peer.port);
  out.text(bytes(3), peer.ip);
  out.text(bytes(4), peer.via);
  if (peer.tls !== undefined) writeTls(out, peer.tls);
  out.close(start, 1);
}

function writeTls(out: ByteWriter, tls: TlsRecord): void {
  const start = out.open(bytes(5), 1);
  out.text(bytes(1), tls.version);
  out.text(bytes(2), tls.cipher);
  out.text(bytes(3), tls.alpn);
  out.text(bytes(4), tls.sni);
  if (tls.certificate !== undefined) writeCertificate(out, tls.certificate);
  out.close(start, 1);
}

function writeCertificate(out: ByteWriter, certificate: CertificateRecord): void {
  const start = out.open(bytes(5), 1);
  out.text(bytes(1), certificate.subject);
  out.text(bytes(2), certificate.issuer);
  out.text(bytes(3), certificate.notAfter);
  for (const name of certificate.names) {
    // An element of a repeated field is written also where it is empty.
    if (name === '') {
      out.reserve(0);
      out.prefix(bytes(4), 0);
    } else {
      out.text(bytes(4), name);
    }
  }
  out.close(start, 1);
}

function writeRequest(out: ByteWriter, request: RequestRecord): void {
  const lengthBytes = roomFor(heldBytes(request.body));
  const start = out.open(bytes(10), lengthBytes);
  out.octets(bytes(1), request.method);
  out.text(bytes(2), request.scheme);
  out.octets(bytes(3), request.host);
  out.number(varint(4), request.port);
  out.octets(bytes(5), request.path);
  if (request.authority !== undefined) out.octets(bytes(6), request.authority);
  out.text(bytes(7), request.httpVersion);
  writeHeaders(out, bytes(8), request.headers);
  writeHeaders(out, bytes(9), request.trailers);
  writeBody(out, bytes(10), request.body);
  out.close(start, lengthBytes);
}

function writeResponse(out: ByteWriter, response: ResponseRecord): void {
  const lengthBytes = roomFor(heldBytes(response.body));
  const start = out.open(bytes(11), lengthBytes);
  out.number(varint(1), response.status);
  out.octets(bytes(2), response.reason);
  out.text(bytes(3), response.httpVersion);
  writeHeaders(out, bytes(4), response.headers);
  writeHeaders(out, bytes(5), response.trailers);
  writeBody(out, bytes(6), response.body);
  out.number(varint(7), response.startedAtUs);
  out.close(start, lengthBytes);
}

/** Their lengths are known beforehand: nothing is moved. */
function writeHeaders(out: ByteWriter, tag: number, headers: readonly string[]): void {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i]!;
    const value = headers[i + 1]!;
    out.reserve(name.length + value.length);
    out.prefix(tag, fieldBytes(name.length) + fieldBytes(value.length));
    out.octets(bytes(1), name);
    out.octets(bytes(2), value);
  }
}

function fieldBytes(length: number): number {
  return length === 0 ? 0 : 1 + varintBytes(length) + length;
}

function heldBytes(body: BodyRecord | undefined): number {
  let length = 0;
  if (body !== undefined) for (const part of body.parts) length += part.length;
  return length;
}

/** Bytes to keep free for the length of what has `held` bytes of bodies, and heads of no unusual length: where it is wrong, all of it is moved. */
function roomFor(held: number): number {
  return held < 15 * 1024 ? 2 : 3;
}

function writeBody(out: ByteWriter, tag: number, body: BodyRecord): void {
  const length = heldBytes(body);
  const lengthBytes = varintBytes(length);
  const start = out.open(tag, lengthBytes);
  out.number(varint(1), body.size);
  out.number(varint(2), body.captured);
  out.pieces(bytes(3), body.parts, length);
  out.number(varint(4), body.captured < body.size ? 1 : 0);
  out.close(start, lengthBytes);
}

function writeChunk(out: ByteWriter, chunk: ChunkRecord): void {
  out.bytes(bytes(1), chunk.flow);
  out.number(varint(2), chunkKindNumbers[chunk.kind]);
  out.number(varint(3), chunk.side);
  out.number(varint(4), chunk.seq);
  out.bytes(bytes(5), chunk.data);
  out.number(varint(6), chunk.atUs);
  if (chunk.messageKind !== undefined) out.number(varint(7), messageKindNumbers[chunk.messageKind]);
  out.number(varint(8), chunk.size);
}

function writeLost(out: ByteWriter, lost: LostRecord): void {
  out.text(bytes(1), lost.reason);
  out.number(varint(2), lost.count);
  out.number(varint(3), lost.fromUs);
  out.number(varint(4), lost.untilUs);
  out.number(varint(5), lost.bytes);
  out.number(varint(6), lost.firstSeq);
  out.number(varint(7), lost.lastSeq);
}

function writeGoodbye(out: ByteWriter, goodbye: GoodbyeRecord): void {
  out.number(varint(1), goodbye.lastSeq);
}
