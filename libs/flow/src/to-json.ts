import {
  type Body, type Chunk, type Error as WireError, type Flow, type Header, type Peer, type Request, type Response, Side, type Tls,
} from './gen/flow.ts';
import { isoTime } from './iso-time.ts';
import type { BodyJson, FlowJson, HeaderJson, MessageJson, PeerJson, RequestJson, ResponseJson, TlsJson } from './json.ts';
import { type ErrorCode, errorCodes } from './names.ts';
import { octetsText } from './octets.ts';
import { ulidText } from './ulid.ts';
import { flowStateName, flowTypeName, messageKindName } from './wire-names.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const knownCodes: ReadonlySet<string> = new Set(errorCodes);
const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** A flow as the query API answers it. `flow` and `producer` are those of a batch that `decodeBatch` accepted. */
export function flowToJson(flow: Flow, producer: string): FlowJson {
  const json: Mutable<FlowJson> = {
    id: ulidText(flow.id),
    type: flowTypeName(flow.type)!,
    state: flowStateName(flow.state)!,
    revision: flow.revision,
    mode: flow.mode,
    producer,
    startedAt: isoTime(flow.startedAtUs),
    ...(flow.endedAtUs !== 0 && {
      endedAt: isoTime(flow.endedAtUs),
      durationMs: Math.max(0, flow.endedAtUs - flow.startedAtUs) / 1000,
    }),
    client: flow.client === undefined ? { address: '', port: 0 } : peerToJson(flow.client),
  };
  if (flow.server !== undefined) json.server = peerToJson(flow.server);
  if (flow.request !== undefined) json.request = requestToJson(flow.request);
  if (flow.response !== undefined) json.response = responseToJson(flow.response);
  if (flow.messages !== undefined) json.messages = { count: flow.messages.count, bytes: flow.messages.bytes };
  if (flow.error !== undefined) json.error = errorToJson(flow.error);
  return json;
}

/** A chunk that is a message (`kind` MESSAGE), as the query API answers it. */
export function messageToJson(chunk: Chunk): MessageJson {
  const data = chunk.data;
  return {
    seq: chunk.seq,
    at: isoTime(chunk.atUs),
    from: chunk.side === Side.SERVER ? 'server' : 'client',
    kind: messageKindName(chunk.messageKind)!,
    size: chunk.size,
    data: Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64'),
  };
}

function peerToJson(peer: Peer): PeerJson {
  const json: Mutable<PeerJson> = { address: peer.address, port: peer.port };
  if (peer.ip !== '') json.ip = peer.ip;
  if (peer.via !== '') json.via = peer.via;
  if (peer.tls !== undefined) json.tls = tlsToJson(peer.tls);
  return json;
}

function tlsToJson(tls: Tls): TlsJson {
  const json: Mutable<TlsJson> = { version: tls.version, cipher: tls.cipher };
  if (tls.alpn !== '') json.alpn = tls.alpn;
  if (tls.sni !== '') json.sni = tls.sni;
  if (tls.certificate !== undefined) {
    const { subject, issuer, notAfter, names } = tls.certificate;
    json.certificate = { subject, issuer, notAfter, names };
  }
  return json;
}

function requestToJson(request: Request): RequestJson {
  const method = octetsText(request.method);
  const host = octetsText(request.host);
  const path = octetsText(request.path);
  return {
    method,
    scheme: request.scheme,
    host,
    port: request.port,
    path,
    url: urlOf(request.scheme, host, request.port, path),
    ...(request.authority.length > 0 && { authority: octetsText(request.authority) }),
    httpVersion: request.httpVersion,
    headers: headersToJson(request.headers),
    trailers: headersToJson(request.trailers),
    body: bodyToJson(request.body),
  };
}

function responseToJson(response: Response): ResponseJson {
  return {
    status: response.status,
    reason: octetsText(response.reason),
    httpVersion: response.httpVersion,
    headers: headersToJson(response.headers),
    trailers: headersToJson(response.trailers),
    body: bodyToJson(response.body),
  };
}

/**
 * `host` may be an IPv6 literal, which stands in brackets (RFC 3986, 3.2.2). The asterisk of OPTIONS adds no path (RFC 9110, 7.1);
 * a CONNECT has its authority as path, and no other URL.
 */
function urlOf(scheme: string, host: string, port: number, path: string): string {
  if (host === '') return path;
  if (path !== '*' && path !== '' && path[0] !== '/') return path;
  const name = host.includes(':') ? `[${host}]` : host;
  const shownPort = port === 0 || port === defaultPorts[scheme] ? '' : `:${port}`;
  return `${scheme}://${name}${shownPort}${path === '*' ? '' : path}`;
}

function headersToJson(headers: readonly Header[]): HeaderJson[] {
  return headers.map((header) => [octetsText(header.name), octetsText(header.value)]);
}

function bodyToJson(body: Body | undefined): BodyJson {
  if (body === undefined) return { size: 0, captured: 0, truncated: false };
  return { size: body.size, captured: body.captured, truncated: body.truncated };
}

/** A code of a later version is shown as `internal`: the set is closed. */
function errorToJson(error: WireError): { code: ErrorCode; message: string } {
  return { code: knownCodes.has(error.code) ? (error.code as ErrorCode) : 'internal', message: error.message };
}
