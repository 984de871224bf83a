/** The schemas of openapi.json: libs/flow/src/json.ts in JSON Schema. */
const text = { type: 'string' };
const whole = { type: 'integer', minimum: 0 };
const time = { type: 'string', format: 'date-time' };

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

function list(items: object): object {
  return { type: 'array', items };
}

function record(properties: Readonly<Record<string, object>>, required: readonly string[]): object {
  return { type: 'object', properties, required };
}

export const schemas = {
  Flow: record({
    id: { type: 'string', pattern: '^[0-7][0-9A-HJKMNP-TV-Z]{25}$', description: 'A ULID' },
    type: { enum: ['http', 'tcp', 'udp', 'dns'] },
    state: { enum: ['open', 'complete', 'error'] },
    revision: whole,
    mode: { ...text, description: 'The mode as it was given' },
    producer: text,
    startedAt: time,
    endedAt: time,
    durationMs: { type: 'number' },
    client: ref('Peer'),
    server: ref('Peer'),
    request: ref('Request'),
    response: ref('Response'),
    messages: record({ count: whole, bytes: whole }, ['count', 'bytes']),
    error: record({ code: text, message: text }, ['code', 'message']),
  }, ['id', 'type', 'state', 'revision', 'mode', 'producer', 'startedAt', 'client']),
  Peer: record({ address: text, port: whole, ip: text, via: text, tls: ref('Tls') }, ['address', 'port']),
  Tls: record({
    version: text,
    cipher: text,
    alpn: text,
    sni: text,
    certificate: record({ subject: text, issuer: text, notAfter: text, names: list(text) }, ['subject', 'issuer', 'notAfter', 'names']),
  }, ['version', 'cipher']),
  Headers: {
    ...list({ type: 'array', prefixItems: [text, text], minItems: 2, maxItems: 2 }),
    description: 'Name and value, in the order and case of the wire',
  },
  Body: record({ size: whole, captured: whole, truncated: { type: 'boolean' } }, ['size', 'captured', 'truncated']),
  Request: record({
    method: text, scheme: text, host: text, port: whole, path: text, url: text, authority: text, httpVersion: text,
    headers: ref('Headers'), trailers: ref('Headers'), body: ref('Body'),
  }, ['method', 'scheme', 'host', 'port', 'path', 'url', 'httpVersion', 'headers', 'trailers', 'body']),
  Response: record({
    status: whole, reason: text, httpVersion: text, headers: ref('Headers'), trailers: ref('Headers'), body: ref('Body'),
  }, ['status', 'reason', 'httpVersion', 'headers', 'trailers', 'body']),
  FlowPage: record({ flows: list(ref('Flow')), next: { ...text, description: 'The cursor of the next page; absent on the last' } }, ['flows']),
  Message: record({
    seq: whole, at: time, from: { enum: ['client', 'server'] }, kind: { enum: ['text', 'binary', 'data'] }, size: whole,
    data: { ...text, contentEncoding: 'base64' },
  }, ['seq', 'at', 'from', 'kind', 'size', 'data']),
  MessagePage: record({ messages: list(ref('Message')), next: text }, ['messages']),
  Stats: record({
    groups: list(record({
      key: { type: 'object', additionalProperties: text },
      at: time, count: whole, errors: whole, errorRate: { type: 'number' }, requestBytes: whole, responseBytes: whole,
      latencyMs: record({ p50: { type: 'number' }, p95: { type: 'number' }, p99: { type: 'number' } }, ['p50', 'p95', 'p99']),
    }, ['key', 'count', 'errors', 'errorRate', 'requestBytes', 'responseBytes'])),
  }, ['groups']),
  Loss: record({
    captured: whole,
    stored: whole,
    lost: list(record({
      producer: text, reason: text, count: { type: ['integer', 'null'], description: 'null: unknown, the producer crashed' }, from: time, until: time,
    }, ['producer', 'reason', 'count'])),
  }, ['captured', 'stored', 'lost']),
  Listeners: record({
    listeners: list(record({
      mode: text, transport: { enum: ['tcp', 'udp'] }, address: text, port: whole, error: text,
    }, ['mode', 'transport', 'address', 'port'])),
  }, ['listeners']),
  Status: record({ status: text }, ['status']),
  Problem: record({
    type: text, title: text, status: whole, detail: text,
    parameter: { ...text, description: 'The query parameter that is wrong' },
    position: { ...whole, description: 'Where in the filter, in UTF-16 units from 0' },
  }, ['type', 'title', 'status']),
};
