import { exportFormats } from './export.ts';
import { schemas } from './openapi-schemas.ts';

const text = { type: 'string' };
const bytes = { type: 'string', format: 'binary' };

const problems: Readonly<Record<string, string>> = {
  400: 'A parameter is wrong; for a filter with its position',
  401: 'No token, or a wrong one',
  403: 'Unknown Host or foreign Origin',
  404: 'There is none',
  503: 'Not now',
};

/** Written by hand; a test holds it against the routes that are registered. */
export const openapiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Weir query API',
    version: '1',
    description: 'What passed, newest first. A Host that is not known and a foreign Origin are answered 403.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  security: [{ bearer: [] }, { cookie: [] }],
  paths: {
    '/api/v1/flows': call('Flows, newest first', [...range(), limit(), cursor()], json('FlowPage'), ['400']),
    '/api/v1/flows/{id}': call('One flow', [id()], json('Flow'), ['404']),
    '/api/v1/flows/{id}/request/body': call('The body of the request', [id(), decoded()], body(), ['400', '404']),
    '/api/v1/flows/{id}/response/body': call('The body of the response', [id(), decoded()], body(), ['400', '404']),
    '/api/v1/flows/{id}/messages': call('Messages in their order', [id(), limit(), cursor()], json('MessagePage'), ['400', '404']),
    '/api/v1/tail': call('Server-sent events, one Flow each; an event `lost` tells how many a slow reader was not sent', [filter()],
      media('text/event-stream', text), ['400', '503']),
    '/api/v1/export': call('A download of every flow that matches, or of one, streamed', [
      query('format', 'JSON Lines, HTTP Archive 1.2, or a shell script of curl commands', { enum: Object.keys(exportFormats), default: 'jsonl' }),
      ...range(), query('limit', 'The newest so many; without it all', { type: 'integer', minimum: 1 }), query('id', 'This flow alone', text)], exported(), ['400', '404']),
    '/api/v1/stats': call('Counts, bytes and latency by group and step', [...range(),
      query('by', 'Any of host, status, method, mode, type, state, error, producer, with commas between', text),
      query('step', 'Such as 1m', text)], json('Stats'), ['400']),
    '/api/v1/loss': call('What was captured, stored and lost since the store was made', [], json('Loss'), []),
    '/api/v1/listeners': call('What runs where', [], json('Listeners'), []),
    '/openapi.json': open('This document', media('application/json', { type: 'object' }), []),
    '/healthz': open('The process lives', json('Status'), []),
    '/readyz': open('Flows are stored', json('Status'), ['503']),
    '/metrics': call("Metrics in Prometheus' text format; without a token where the API is bound to loopback", [], media('text/plain', text), []),
    '/': call('The page; with ?token=T a redirect that sets the cookie', [query('token', 'As in the printed link', text)],
      media('text/html', text), []),
  },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      cookie: { type: 'apiKey', in: 'cookie', name: 'weir_token' },
    },
    schemas,
  },
};

interface Answer {
  readonly content: object;
  readonly headers?: object;
}

function call(summary: string, parameters: readonly object[], answer: Answer, failures: readonly string[]): { readonly get: object } {
  return { get: { summary, parameters, responses: responses(answer, ['401', '403', ...failures]) } };
}

function open(summary: string, answer: Answer, failures: readonly string[]): { readonly get: object } {
  return { get: { summary, security: [], responses: responses(answer, ['403', ...failures]) } };
}

function responses(answer: Answer, failures: readonly string[]): object {
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const refusals = failures.map((status) => [status, { description: problems[status], content: problem }]);
  return { 200: { description: 'OK', ...answer }, ...Object.fromEntries(refusals) };
}

function json(schema: keyof typeof schemas): Answer {
  return media('application/json', { $ref: `#/components/schemas/${schema}` });
}

function media(type: string, schema: object): Answer {
  return { content: { [type]: { schema } } };
}

function exported(): Answer {
  return { content: Object.fromEntries(Object.values(exportFormats).map(({ contentType }) => [contentType.split(';', 1)[0], { schema: text }])) };
}

function body(): Answer {
  return {
    ...media('application/octet-stream', bytes),
    headers: {
      'weir-truncated': { description: '`true`: there was more than this', schema: text },
      'weir-content-encoding': { description: 'The content codings that are still on the bytes', schema: text },
    },
  };
}

function query(name: string, description: string, schema: object): object {
  return { name, in: 'query', description, schema };
}

function filter(): object {
  return query('filter', "In mitmproxy's filter language", text);
}

function range(): readonly object[] {
  const time = 'ISO 8601, or so long ago: -15m (s, m, h, d)';
  return [filter(), query('since', `Started at or after: ${time}`, text), query('until', `Started before: ${time}`, text)];
}

function limit(): object {
  return query('limit', 'At most so many', { type: 'integer', minimum: 1, maximum: 1000, default: 100 });
}

function cursor(): object {
  return query('cursor', '`next` of the page before', text);
}

function decoded(): object {
  return query('decoded', 'Undo Content-Encoding: gzip, deflate, br, zstd', { type: 'boolean', default: false });
}

function id(): object {
  return { name: 'id', in: 'path', required: true, schema: text };
}
