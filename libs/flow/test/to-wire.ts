import { Buffer } from 'node:buffer';
import type * as wire from '../src/gen/flow.ts';
import type { BodyRecord, ChunkRecord, FlowRecord, PeerRecord } from '../src/record.ts';
import { chunkKindNumbers, flowStateNumbers, flowTypeNumbers, messageKindNumbers } from '../src/wire-names.ts';

/* What the encoder is given, as objects of the generated codec: the plain way round, to hold the fast one against. */

const octets = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function headers(flat: readonly string[]): wire.Header[] {
  const list: wire.Header[] = [];
  for (let i = 0; i < flat.length; i += 2) list.push({ name: octets(flat[i]!), value: octets(flat[i + 1]!) });
  return list;
}

function body(record: BodyRecord): wire.Body {
  return { size: record.size, captured: record.captured, data: Buffer.concat(record.parts), truncated: record.captured < record.size };
}

function peer(record: PeerRecord): wire.Peer {
  const { tls } = record;
  return {
    address: record.address, port: record.port, ip: record.ip ?? '', via: record.via ?? '',
    tls: tls && {
      version: tls.version, cipher: tls.cipher, alpn: tls.alpn ?? '', sni: tls.sni ?? '',
      certificate: tls.certificate && { ...tls.certificate, names: [...tls.certificate.names] },
    },
  };
}

export function flowToWire(record: FlowRecord): wire.Flow {
  const { request, response } = record;
  return {
    id: record.id, type: flowTypeNumbers[record.type], state: flowStateNumbers[record.state], revision: record.revision, mode: record.mode,
    startedAtUs: record.startedAtUs, endedAtUs: record.endedAtUs, client: peer(record.client), server: record.server && peer(record.server),
    request: request && {
      method: octets(request.method), scheme: request.scheme, host: octets(request.host), port: request.port, path: octets(request.path),
      authority: octets(request.authority ?? ''), httpVersion: request.httpVersion, headers: headers(request.headers),
      trailers: headers(request.trailers), body: body(request.body),
    },
    response: response && {
      status: response.status, reason: octets(response.reason), httpVersion: response.httpVersion, headers: headers(response.headers),
      trailers: headers(response.trailers), body: body(response.body), startedAtUs: response.startedAtUs,
    },
    messages: record.messages,
    error: record.error,
  };
}

export function chunkToWire(record: ChunkRecord): wire.Chunk {
  const { messageKind } = record;
  return { ...record, kind: chunkKindNumbers[record.kind], messageKind: messageKind === undefined ? 0 : messageKindNumbers[messageKind] };
}
