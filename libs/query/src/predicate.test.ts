import type { FlowJson } from '@weir/flow';
import { parseFilter } from './parse.ts';
import { noBodies, predicate, type BodyAccess } from './predicate.ts';

const client = { address: '10.0.0.7', port: 51234 };
const base = { id: '01K00000000000000000000001', state: 'complete', revision: 1, mode: 'reverse:https://example.com@8443', producer: 'p', startedAt: '2026-11-24T10:00:00.000500Z', client } as const;
const body = { size: 5, captured: 5, truncated: false };
const http = {
  ...base, type: 'http', server: { address: '2001:db8::1', port: 443, ip: '2001:db8::1' },
  request: {
    method: 'POST', scheme: 'https', host: 'target.example', port: 443, path: '/a?b=c', url: 'https://target.example/a?b=c', authority: 'Named.example:8443',
    httpVersion: 'HTTP/1.1', headers: [['Accept', '*/*'], ['Content-Type', 'application/json']], trailers: [], body,
  },
  response: { status: 404, reason: 'Not Found', httpVersion: 'HTTP/1.1', headers: [['content-type', 'Image/PNG'], ['Set-Cookie', 'k=v']], trailers: [], body },
} as const satisfies FlowJson;
const { response: _response, ...pending } = { ...http, state: 'open', error: { code: 'reset', message: 'm' } } as const;
const websocket = {
  ...http, messages: { count: 1, bytes: 4 },
  response: { ...http.response, status: 101, headers: [['Upgrade', 'websocket']] },
} as const;
const tcp = { ...base, type: 'tcp', client: { address: '::1', port: 9 } } as const;
const dns = {
  ...base, type: 'dns',
  dns: {
    rcode: 'NOERROR', questions: [{ name: 'query.example', type: 'A', class: 'IN' }],
    answers: [{ name: 'query.example', type: 'A', ttl: 60, data: '192.0.2.9' }],
  },
  client: { ...client, workload: { namespace: 'shop', pod: 'cart-1', serviceAccount: 'cart', node: 'n1' } },
  tags: { team: 'blue' },
} as const;

const flows: Record<string, FlowJson> = { http, pending, websocket, tcp, dns };

const access: BodyAccess = {
  body: (_flow, side) => Buffer.from(side === 'request' ? 'ask\nme' : 'té\xff', side === 'request' ? 'utf8' : 'latin1'),
  messages: () => [{ from: 'client', data: Buffer.from('ping') }, { from: 'server', data: Buffer.from('pong') }],
};

function matching(text: string): string {
  const matches = predicate(parseFilter(text));
  return Object.entries(flows).filter(([, flow]) => matches(flow, access)).map(([name]) => name).join(' ');
}

test.each([
  ['~all', 'http pending websocket tcp dns'],
  ['~http', 'http pending websocket'],
  ['~tcp', 'tcp'],
  ['~udp', ''],
  ['~dns', 'dns'],
  ['~websocket', 'websocket'],
  ['~type dns', 'dns'],
  ['~state open', 'pending'],
  ['~q', 'pending'],
  ['~s', 'http websocket dns'],
  ['~e', 'pending'],
  ['~a', 'http'],
  ['~c 404', 'http'],
  ['~c 40', ''],
  ['~m post', 'http pending websocket'],
  ['~m ^os', ''],
  ['~u TARGET.*c$', 'http pending websocket'],
  ['query\\.example', 'dns'],
  ['~d ^target', 'http pending websocket'],
  ['~d ^named.example$', 'http pending websocket'],
  ['~d query', ''],
  ['~src ^10.0.0.7:51234$', 'http pending websocket dns'],
  ['~src "^\\\\[::1\\\\]:9$"', 'tcp'],
  ['~dst "^\\\\[2001:db8::1\\\\]:443$"', 'http pending websocket'],
  ['~h "^accept: "', 'http pending websocket'],
  ['~h "^k=v"', ''],
  ['~hq content-type:.json', ''],
  ['~hq content-type:.*json', 'http pending websocket'],
  ['~hs json', ''],
  ['~hs "^set-cookie: k"', 'http'],
  ['~t json', 'http pending websocket'],
  ['~t png', 'http'],
  ['~tq png', ''],
  ['~ts ^image', 'http'],
  ['~b ask.me', 'http pending websocket'],
  ['~bs ask', ''],
  ['~bs "t\u00c3"', ''],
  ['~bs "^t\u00e9\u00ff$"', 'http websocket'],
  ['~b ping', 'websocket tcp'],
  ['~bq pong', ''],
  ['~bs pong', 'websocket tcp'],
  ['~b 192.0.2.9', 'dns'],
  ['~bq query', 'dns'],
  ['~mode ^reverse:', 'http pending websocket tcp dns'],
  ['~since 2026-11-24T10:00:00.0005Z', 'http pending websocket tcp dns'],
  ['~since 2026-11-24T10:00:00.000501Z', ''],
  ['~ns shop', 'dns'],
  ['~pod ^cart-', 'dns'],
  ['~sa cart', 'dns'],
  ['~node n2', ''],
  ['~meta "^team: blue$"', 'dns'],
  ['~marked', ''],
  ['~replay | ~replayq | ~replays', ''],
  ['~comment x | ~marker x', ''],
  ['~marker ^$', 'http pending websocket tcp dns'],
  ['!~http', 'tcp dns'],
  ['~http & !~e | ~tcp', 'http websocket tcp'],
  ['~http ~e', 'pending'],
])('%s', (text, expected) => {
  expect(matching(text)).toBe(expected);
});

test('case counts where it is asked for', () => {
  expect(predicate(parseFilter('~m post', { caseSensitive: true }))(http)).toBe(false);
  expect(predicate(parseFilter('~m POST', { caseSensitive: true }))(http)).toBe(true);
});

test('Python expressions: named groups, inline flags, both ends of the text', () => {
  expect(predicate(parseFilter('"(?P<scheme>https?)://.*c\\\\Z"'))(http)).toBe(true);
  expect(predicate(parseFilter('"\\\\Ahttps(?-i)://T"'))(http)).toBe(false);
});

test('bodies are read only by filters that ask for them, and only where something was captured', () => {
  const untouched: BodyAccess = { body: () => { throw new Error('read'); }, messages: () => { throw new Error('read'); } };
  expect(predicate(parseFilter('~u target'))(http, untouched)).toBe(true);
  const empty = { ...http.response, body: { size: 9, captured: 0, truncated: true } };
  expect(predicate(parseFilter('~bs x'))({ ...http, response: empty }, untouched)).toBe(false);
  expect(predicate(parseFilter('~b x'))(http, noBodies)).toBe(false);
});

test('an expression that would take a backtracking engine for ever ends: RE2 is linear', () => {
  const nasty = predicate(parseFilter('~b "(a+)+$" & ~b "(a|aa)+(a|aa)+(a|aa)+x" & ~b "(.*)(.*)(.*)(.*)z$"'));
  const long = Buffer.from(`${'a'.repeat(1_000_000)}b`);
  expect(nasty(http, { ...access, body: () => long })).toBe(false);
});
