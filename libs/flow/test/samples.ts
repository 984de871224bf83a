import type { BatchEncoder } from '../src/encoder.ts';
import type { BodyRecord, FlowRecord, RequestRecord } from '../src/record.ts';
import { ulidBytes } from '../src/ulid.ts';

/* The records behind fixtures/: one of each kind, as capture would write them. */

const startedAtUs = Date.UTC(2026, 10, 23, 10, 0, 0, 123) * 1000 + 456;
const id = (n: number): Uint8Array => ulidBytes(`01KAQ7X8PBDETZ4M3N2V0R6S${String(n).padStart(2, '0')}`)!;
const empty: BodyRecord = { size: 0, captured: 0, parts: [] };
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

export const sampleEpoch = ulidBytes('01KAQ7X000000000000000EP0C')!;
export const sampleProducer = 'reverse-7d9c-abcde';

const request: RequestRecord = {
  method: 'GET', scheme: 'https', host: 'example.com', port: 443, path: '/a?b', authority: undefined, httpVersion: 'HTTP/1.1',
  headers: ['Host', 'example.com'], trailers: [], body: empty,
};

const flow: FlowRecord = {
  id: id(0), type: 'http', state: 'complete', revision: 1, mode: 'regular', startedAtUs, endedAtUs: startedAtUs + 12_345,
  client: { address: '10.0.0.7', port: 51234 }, server: { address: 'example.com', port: 443, ip: '93.184.216.34' },
  request, response: undefined, messages: undefined, error: undefined,
};

const http: FlowRecord = {
  ...flow, id: id(1), revision: 2, mode: 'reverse:https://example.com@8443',
  client: {
    address: '10.0.0.7', port: 51234,
    tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', alpn: 'http/1.1', sni: 'example.com' },
  },
  server: {
    address: 'example.com', port: 443, ip: '93.184.216.34', via: 'http://proxy:3128',
    tls: {
      version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', alpn: 'http/1.1', sni: 'example.com',
      certificate: {
        subject: 'CN=example.com', issuer: 'CN=Example CA,O=Beispiel & Söhne', notAfter: '2027-01-01T00:00:00.000Z',
        names: ['example.com', '*.example.com', '2001:db8::1'],
      },
    },
  },
  request: {
    ...request, method: 'POST', port: 8443, authority: 'example.com:8443',
    headers: ['Host', 'example.com', 'Content-Type', 'application/json', 'X-Empty', ''], trailers: ['X-Sum', '7'],
    body: { size: 11, captured: 11, parts: [latin1('{"a":'), latin1('[1,2]}')] },
  },
  response: {
    status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'], trailers: [],
    body: { size: 5_000_000, captured: 1_048_576, parts: [] }, startedAtUs: startedAtUs + 9_000,
  },
};

const tcp: FlowRecord = {
  ...flow, id: id(2), type: 'tcp', state: 'open', mode: 'transparent', endedAtUs: 0, client: { address: '2001:db8::7', port: 40000 },
  server: { address: '2001:db8::1', port: 5432, ip: '2001:db8::1' }, request: undefined, messages: { count: 3, bytes: 120 },
};

const refused: FlowRecord = {
  ...flow, id: id(3), state: 'error', server: { address: '::1', port: 8080 },
  request: { ...request, scheme: 'http', host: '::1', port: 8080, path: '*', method: 'OPTIONS' },
  error: { code: 'connect-refused', message: 'connect ECONNREFUSED ::1:8080' },
};

const unknownDestination: FlowRecord = {
  ...flow, id: id(4), type: 'tcp', state: 'error', mode: 'socks5', server: undefined, request: undefined,
  error: { code: 'tls-client-rejected', message: 'the client refused our certificate' },
};

const octets: FlowRecord = {
  ...flow, id: id(5),
  request: {
    ...request, path: '/caf\xe9', headers: ['X-Latin1', 'caf\xe9', 'X-Utf8', 'caf\xc3\xa9', 'X-\xff', 'a value of more than twenty-four octets \xfe'],
  },
  response: {
    status: 404, reason: 'Non trouv\xe9', httpVersion: 'HTTP/1.0', headers: [], trailers: [], body: empty, startedAtUs: startedAtUs + 1,
  },
};

/** By the fixture's name: writes its records into a batch that was begun. */
export const samples: Readonly<Record<string, (encoder: BatchEncoder) => void>> = {
  http: (encoder) => encoder.flow(http),
  tcp: (encoder) => encoder.flow(tcp),
  error: (encoder) => {
    encoder.flow(refused);
    encoder.flow(unknownDestination);
  },
  octets: (encoder) => encoder.flow(octets),
  chunks: (encoder) => {
    const body = { flow: id(1), kind: 'body', side: 1, atUs: 0, messageKind: undefined, size: 0 } as const;
    encoder.chunk({ ...body, seq: 0, data: latin1('first ') });
    encoder.chunk({ ...body, seq: 1, data: latin1('second') });
    const message = { flow: id(2), kind: 'message', atUs: startedAtUs + 500 } as const;
    encoder.chunk({ ...message, side: 0, seq: 0, data: latin1('\x00\x01\xff'), messageKind: 'data', size: 3 });
    encoder.chunk({ ...message, side: 1, seq: 1, data: latin1('cut of'), messageKind: 'text', size: 7 });
  },
  lost: (encoder) => encoder.lost({
    reason: 'memory-limit', count: 17, fromUs: startedAtUs, untilUs: startedAtUs + 2_000_000, bytes: 70_000, firstSeq: 40, lastSeq: 56,
  }),
  goodbye: (encoder) => encoder.goodbye({ lastSeq: 57 }),
};
