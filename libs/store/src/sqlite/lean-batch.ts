import { flowStateName, flowTypeName, maxBatchBytes, type wire } from '@weir/flow';

/** A batch of flows alone, read as far as the columns of `flow` need it. */
export interface LeanBatch {
  readonly epoch: Uint8Array;
  readonly producer: string;
  readonly firstSeq: number;
  readonly flows: readonly LeanFlow[];
}

export interface LeanFlow {
  /** Without the request's headers, trailers, and the response's headers that no column looks at; peers have an address and a port. */
  readonly flow: wire.Flow;
  /** The whole flow, encoded. */
  readonly slice: Uint8Array;
}

/**
 * Reads what most batches are in a third of the time that decoding takes: a flow has some thirty headers' names and values, and to make
 * a view of each is most of the work. All lengths are checked, so that what is stored can be read again. undefined: there is something
 * in it that is not the usual (a chunk, a report, a field of a later version, text beyond ASCII, damage), which `decodeBatch` is to look at.
 */
export function leanBatch(payload: Uint8Array): LeanBatch | undefined {
  if (payload.length > maxBatchBytes) return undefined;
  const reader = new Reader(payload);
  let epoch: Uint8Array = nothing;
  let producer = '';
  let firstSeq = 0;
  const flows: LeanFlow[] = [];
  while (reader.at < payload.length) {
    switch (reader.varint()) {
      case 0x0a: epoch = reader.view(payload.length); break;
      case 0x12: producer = reader.ascii(payload.length); break;
      case 0x18: firstSeq = reader.varint(); break;
      case 0x22: {
        const flow = flowOfRecord(reader, reader.end(payload.length));
        if (flow === undefined) return undefined;
        flows.push(flow);
        break;
      }
      default: return undefined;
    }
    if (!reader.ok) return undefined;
  }
  if (epoch.length !== 16 || firstSeq < 1 || !Number.isSafeInteger(firstSeq + flows.length)) return undefined;
  return { epoch, producer, firstSeq, flows };
}

const nothing = new Uint8Array(0);

/** A record that has a flow and nothing else. */
function flowOfRecord(reader: Reader, end: number): LeanFlow | undefined {
  if (!reader.ok || reader.varint() !== 0x0a || reader.end(end) !== end) return undefined;
  const start = reader.at;
  const flow = flowOf(reader, end);
  if (!reader.ok || flow.id.length !== 16 || flowTypeName(flow.type) === undefined || flowStateName(flow.state) === undefined) return undefined;
  return { flow, slice: reader.bytes.subarray(start, end) };
}

/** Fields and their numbers are those of flow.proto: a tag is the number times 8, and 2 for what has a length. */
function flowOf(reader: Reader, end: number): wire.Flow {
  const flow: wire.Flow = {
    id: nothing, type: 0, state: 0, revision: 0, mode: '', startedAtUs: 0, endedAtUs: 0,
    client: undefined, server: undefined, request: undefined, response: undefined, messages: undefined, error: undefined,
  };
  while (reader.within(end)) {
    switch (reader.varint()) {
      case 0x0a: flow.id = reader.view(end); break;
      case 0x10: flow.type = reader.uint32() as wire.FlowType; break;
      case 0x18: flow.state = reader.uint32() as wire.FlowState; break;
      case 0x20: flow.revision = reader.uint32(); break;
      case 0x2a: flow.mode = reader.ascii(end); break;
      case 0x30: flow.startedAtUs = reader.varint(); break;
      case 0x38: flow.endedAtUs = reader.varint(); break;
      case 0x42: flow.client = peerOf(reader, reader.end(end)); break;
      case 0x4a: flow.server = peerOf(reader, reader.end(end)); break;
      case 0x52: flow.request = requestOf(reader, reader.end(end)); break;
      case 0x5a: flow.response = responseOf(reader, reader.end(end)); break;
      case 0x62: flow.messages = messagesOf(reader, reader.end(end)); break;
      case 0x6a: flow.error = errorOf(reader, reader.end(end)); break;
      default: reader.fail();
    }
  }
  return flow;
}

function peerOf(reader: Reader, end: number): wire.Peer {
  const peer: wire.Peer = { address: '', port: 0, ip: '', via: '', tls: undefined };
  while (reader.within(end)) {
    switch (reader.varint()) {
      case 0x0a: peer.address = reader.ascii(end); break;
      case 0x10: peer.port = reader.uint32(); break;
      case 0x1a: case 0x22: reader.skip(end); break;
      case 0x2a: checkTls(reader, reader.end(end)); break;
      default: reader.fail();
    }
  }
  return peer;
}

function checkTls(reader: Reader, end: number): void {
  while (reader.within(end)) {
    switch (reader.varint()) {
      case 0x0a: case 0x12: case 0x1a: case 0x22: reader.skip(end); break;
      case 0x2a: checkCertificate(reader, reader.end(end)); break;
      default: reader.fail();
    }
  }
}

function checkCertificate(reader: Reader, end: number): void {
  while (reader.within(end)) {
    switch (reader.varint()) {
      case 0x0a: case 0x12: case 0x1a: case 0x22: reader.skip(end); break;
      default: reader.fail();
    }
  }
}

function requestOf(reader: Reader, end: number): wire.Request {
  const request: wire.Request = {
    method: nothing, scheme: '', host: nothing, port: 0, path: nothing, authority: nothing, httpVersion: '', headers: [], trailers: [], body: undefined,
  };
  while (reader.within(end)) {
    switch (reader.varint()) {
      case 0x0a: request.method = reader.view(end); break;
      case 0x12: request.scheme = reader.ascii(end); break;
      case 0x1a: request.host = reader.view(end); break;
      case 0x20: request.port = reader.uint32(); break;
      case 0x2a: request.path = reader.view(end); break;
      case 0x32: request.authority = reader.view(end); break;
      case 0x3a: reader.skip(end); break;
      case 0x42: case 0x4a: header(reader, reader.end(end), undefined); break;
      case 0x52: request.body = bodyOf(reader, reader.end(end)); break;
      default: reader.fail();
    }
  }
  return request;
}

function responseOf(reader: Reader, end: number): wire.Response {
  const headers: wire.Header[] = [];
  const response: wire.Response = { status: 0, reason: nothing, httpVersion: '', headers, trailers: [], body: undefined, startedAtUs: 0 };
  while (reader.within(end)) {
    switch (reader.varint()) {
      case 0x08: response.status = reader.uint32(); break;
      case 0x12: case 0x1a: reader.skip(end); break;
      case 0x22: header(reader, reader.end(end), headers); break;
      case 0x2a: header(reader, reader.end(end), undefined); break;
      case 0x32: response.body = bodyOf(reader, reader.end(end)); break;
      case 0x38: response.startedAtUs = reader.varint(); break;
      default: reader.fail();
    }
  }
  return response;
}

/** Lengths of the names that columns look for: upgrade and content-type. */
export function isLookedAt(nameLength: number): boolean {
  return nameLength === 7 || nameLength === 12;
}

/** Keeps it in `headers` where a column may look at it. */
function header(reader: Reader, end: number, headers: wire.Header[] | undefined): void {
  let [nameAt, nameEnd, valueAt, valueEnd] = [0, 0, 0, 0];
  while (reader.within(end)) {
    switch (reader.varint()) {
      case 0x0a:
        nameEnd = reader.end(end);
        nameAt = reader.at;
        reader.at = nameEnd;
        break;
      case 0x12:
        valueEnd = reader.end(end);
        valueAt = reader.at;
        reader.at = valueEnd;
        break;
      default: reader.fail();
    }
  }
  if (headers === undefined || !isLookedAt(nameEnd - nameAt)) return;
  headers.push({ name: reader.bytes.subarray(nameAt, nameEnd), value: reader.bytes.subarray(valueAt, valueEnd) });
}

function bodyOf(reader: Reader, end: number): wire.Body {
  const body: wire.Body = { size: 0, captured: 0, data: nothing, truncated: false };
  while (reader.within(end)) {
    switch (reader.varint()) {
      case 0x08: body.size = reader.varint(); break;
      case 0x10: body.captured = reader.varint(); break;
      case 0x1a: body.data = reader.view(end); break;
      case 0x20: body.truncated = reader.varint() !== 0; break;
      default: reader.fail();
    }
  }
  return body;
}

function messagesOf(reader: Reader, end: number): wire.Messages {
  const messages: wire.Messages = { count: 0, bytes: 0 };
  while (reader.within(end)) {
    switch (reader.varint()) {
      case 0x08: messages.count = reader.varint(); break;
      case 0x10: messages.bytes = reader.varint(); break;
      default: reader.fail();
    }
  }
  return messages;
}

function errorOf(reader: Reader, end: number): wire.Error {
  const error: wire.Error = { code: '', message: '' };
  while (reader.within(end)) {
    switch (reader.varint()) {
      case 0x0a: error.code = reader.ascii(end); break;
      case 0x12: reader.skip(end); break;
      default: reader.fail();
    }
  }
  return error;
}

/** Steps through protobuf (https://protobuf.dev/programming-guides/encoding). After a failure it stands at the end, where every loop ends. */
class Reader {
  readonly bytes: Uint8Array;
  at = 0;
  ok = true;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  fail(): void {
    this.ok = false;
    this.at = this.bytes.length;
  }

  /** Whether there is more before `end`. A field that went beyond it is a failure. */
  within(end: number): boolean {
    if (this.at < end) return true;
    if (this.at > end) this.fail();
    return false;
  }

  varint(): number {
    const { bytes } = this;
    let value = 0;
    for (let scale = 1; this.at < bytes.length; scale *= 0x80) {
      const byte = bytes[this.at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value <= Number.MAX_SAFE_INTEGER) return value;
        break;
      }
      if (scale > 2 ** 49) break;
    }
    this.fail();
    return 0;
  }

  uint32(): number {
    const value = this.varint();
    if (value >= 2 ** 32) this.fail();
    return value;
  }

  /** Where the field that begins here ends; it is within one that ends at `limit`. */
  end(limit: number): number {
    const length = this.varint();
    const end = this.at + length;
    if (this.ok && end <= limit) return end;
    this.fail();
    return this.at;
  }

  skip(limit: number): void {
    this.at = this.end(limit);
  }

  view(limit: number): Uint8Array {
    const end = this.end(limit);
    const view = this.bytes.subarray(this.at, end);
    this.at = end;
    return view;
  }

  /** Text; beyond ASCII it is not read here. */
  ascii(limit: number): string {
    const end = this.end(limit);
    let text = '';
    for (; this.at < end; this.at++) {
      const byte = this.bytes[this.at]!;
      if (byte > 0x7f) {
        this.fail();
        return '';
      }
      text += String.fromCharCode(byte);
    }
    return text;
  }
}
