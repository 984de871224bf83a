import { CLIENT, SERVER } from '@weir/core';
import { BatchEncoder, type FlowRecord } from '@weir/flow';
import { seeded } from '@weir/testing';
import { exchange } from '../test/exchange.ts';
import { Redaction, hashPattern, type Finding } from './index.ts';

const key = 'a key of the tests, long enough';
const rules = { headers: ['authorization', 'cookie', 'set-cookie', 'x-api-key'], query: ['token'], json: ['$.password', '$..pin'] };
const hash = expect.stringMatching(new RegExp(`^${hashPattern.source}$`)) as unknown as string;

function redacted(record: FlowRecord, more: object = {}): FlowRecord {
  new Redaction({ ...rules, key, ...more }).record(record);
  return record;
}

test('headers and trailers of both sides, by name', () => {
  const record = redacted(exchange({ request: { headers: ['Authorization', 'Bearer s3cret', 'Accept', '*/*'], trailers: ['X-API-KEY', 's3cret'] }, response: { headers: ['set-cookie', 's=s3cret; Path=/'], trailers: ['cookie', 'a=s3cret'] } }));
  const [scheme, bearer] = record.request!.headers[1]!.split(' ');
  expect([scheme, bearer, record.request!.headers[3]]).toEqual(['Bearer', hash, '*/*']);
  expect(record.request!.trailers).toEqual(['X-API-KEY', bearer]);
  expect(record.response!.headers).toEqual(['set-cookie', `s=${bearer}; Path=/`]);
  expect(record.response!.trailers).toEqual(['cookie', `a=${bearer}`]);
});

test('parameters in the path and in fields that hold URLs', () => {
  const record = redacted(exchange({
    request: { path: '/a?token=s3cret&b=c', headers: ['Referer', 'https://a/?token=s3cret', 'Accept', 'text/html;token=1'] },
    response: { headers: ['Location', '/b#token=s3cret', 'Content-Location', '/b?token=s3cret x', 'Refresh', '0;url=/c?token=s3cret', 'Link', '<https://a?token=s3cret>; rel=next'] },
  }));
  const value = record.request!.path.slice(9, -4);
  expect(value).toEqual(hash);
  expect(record.request!.path).toBe(`/a?token=${value}&b=c`);
  expect(record.request!.headers).toEqual(['Referer', `https://a/?token=${value}`, 'Accept', 'text/html;token=1']);
  expect(record.response!.headers.filter((_, at) => at % 2 === 1)).toEqual([`/b#token=${value}`, expect.not.stringContaining('s3cret'), `0;url=/c?token=${value}`, `<https://a?token=${value}>; rel=next`]);
});

test('user and password in URLs, where Authorization is redacted', () => {
  const given = { request: { path: 'http://u:s3cret@a/', authority: 'u:s3cret@a', headers: ['Referer', 'http://u:s3cret@a/b@c'] }, response: { headers: ['Location', 'http://u:s3cret@a/'] } };
  const record = redacted(exchange(given));
  expect(JSON.stringify(record)).not.toContain('s3cret');
  expect(record.request!.headers[1]).toMatch(new RegExp(`^http://${hashPattern.source}@a/b@c$`));
  expect(redacted(exchange(given), { headers: ['cookie'] }).request).toMatchObject(given.request);
});

test('a copy in the message of an error', () => {
  const record = redacted(exchange({ request: { headers: ['x-api-key', 's3cret', 'authorization', 'abc'] }, error: { code: 'protocol-violation', message: 'The server says s3cret, abc.' } }));
  expect(record.error!.message).toBe(`The server says ${record.request!.headers[1]}, abc.`);
});

test('what is shared is not changed in place; what needs no change stays the same object', () => {
  const headers = Object.freeze(['Authorization', 'Bearer x']);
  const record = exchange({ request: { headers } });
  const answered = record.response!.headers;
  redacted(record);
  expect(headers).toEqual(['Authorization', 'Bearer x']);
  expect(record.request!.headers).not.toBe(headers);
  expect(record.response!.headers).toBe(answered);
});

test('without a key hashes are those of this process', () => {
  const header = (redaction: Redaction): string => {
    const record = exchange({ request: { headers: ['x-api-key', 's3cret'] } });
    redaction.record(record);
    return record.request!.headers[1]!;
  };
  const [one, other] = [new Redaction(rules), new Redaction(rules)];
  expect(header(one)).toBe(header(one));
  expect(header(one)).not.toBe(header(other));
  expect(header(one)).toContain(`:${one.keyId}:`);
});

test('bodies and messages', () => {
  const redaction = new Redaction({ ...rules, key });
  const headers = ['Content-Type', 'application/json'];
  expect([redaction.holds(headers, Buffer.from('{')), redaction.holds(['content-type', 'image/png'], Buffer.from('{'))]).toEqual([true, false]);
  expect(Buffer.concat([...redaction.body(CLIENT, headers, [Buffer.from('{"password":'), Buffer.from('"x"}')])!]).toString()).toMatch(new RegExp(`^{"password":"${hashPattern.source}"}$`));
  expect(redaction.body(SERVER, headers, [Buffer.from('{')])).toBeUndefined();
  expect(Buffer.from(redaction.message(CLIENT, 'text', Buffer.from('[{"pin":7}]'))!).toString()).toMatch(new RegExp(`^\\[{"pin":"${hashPattern.source}"}\\]$`));
});

test('each value that is replaced is told, with where it was and by which rule', () => {
  const findings: Finding[] = [];
  const redaction = new Redaction({ ...rules, key, onFinding: (finding) => findings.push(finding) });
  redaction.record(exchange({ request: { path: '/?token=1', headers: ['Cookie', 'a=1; b=2', 'Referer', 'http://u@a/?token=1'] }, response: { trailers: ['X-Api-Key', '1'] } }));
  redaction.body(SERVER, ['content-type', 'application/json'], [Buffer.from('{"a":{"pin":1}}')]);
  redaction.message(SERVER, 'text', Buffer.from('{"password":1}'));
  expect(findings.map(({ where, rule }) => `${where}: ${rule}`)).toEqual([
    'request path: redact_query token', 'request header cookie: redact_headers cookie', 'request header cookie: redact_headers cookie', 'request header referer: redact_headers authorization', 'request header referer: redact_query token',
    'response trailer x-api-key: redact_headers x-api-key', 'response body: redact_json $..pin', 'server message: redact_json $.password',
  ]);
});

/** Ways to write a secret into an exchange where a rule covers it. */
const places: readonly ((secret: string) => Parameters<typeof exchange>[0])[] = [
  (secret) => ({ request: { headers: ['AUTHORIZATION', `Bearer ${secret}`] } }),
  (secret) => ({ request: { headers: ['authorization', `${secret} ${secret}`] } }),
  (secret) => ({ request: { headers: ['Cookie', `a=${secret}; ${secret}; b="${secret}"`] } }),
  (secret) => ({ response: { headers: ['Set-Cookie', `a=${secret}; Path=/, b=${secret}`, 'Set-Cookie', secret] } }),
  (secret) => ({ request: { path: `/x?a=1&Token=${secret}&token[]=${secret}#token=${secret}` } }),
  (secret) => ({ request: { path: `http://${secret}@a/`, authority: `${secret}:b@c` } }),
  (secret) => ({ request: { headers: ['Referer', `https://a:${secret}@b/?x;t%6fken=${secret}`, 'X-Original-Url', `/?token=${secret}`], trailers: ['X-Api-Key', secret] } }),
  (secret) => ({ response: { headers: ['Location', `/login?next=%2Fx%3Ftoken%3D${secret}`, 'Refresh', `1; url="/x?token=${secret}"`], trailers: ['Link', `<?token=${secret}>`] } }),
  (secret) => ({ request: { headers: ['x-api-key', secret] }, error: { code: 'upstream-refused', message: `it said ${secret}` } }),
];
/** As may stand in any of them: no delimiters. */
const letters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~-';

test.each(Array.from({ length: 30 }, (_, seed) => [seed]))('no value that a rule covers is in the bytes for the bus (seed %i)', (seed) => {
  const random = seeded(seed);
  const redaction = new Redaction({ ...rules, key });
  const secret = (): string => `S${Array.from({ length: 8 + random(30) }, () => letters[random(letters.length)]).join('')}S`;
  const encoder = new BatchEncoder({ epoch: new Uint8Array(16), producer: 'p' });
  encoder.begin(1);
  const secrets: string[] = [];
  for (let count = 0; count < 20; count++) {
    const value = secret();
    secrets.push(value);
    const record = exchange(places[random(places.length)]!(value));
    redaction.record(record);
    const json = random(2) === 0;
    const body = json ? JSON.stringify({ a: [{ pin: value }, value.length], password: { deep: value } }, null, random(3)) : `a=b&token=${value}&token=${value}`;
    record.request!.body.parts = redaction.body(CLIENT, ['content-type', json ? 'application/json' : 'application/x-www-form-urlencoded'], [Buffer.from(body)])!;
    expect(encoder.flow(record)).toBe(true);
    const data = redaction.message(SERVER, 'text', Buffer.from(JSON.stringify([{ pin: value }])))!;
    expect(encoder.chunk({ flow: record.id, kind: 'message', side: 1, seq: 0, data, atUs: 0, messageKind: 'text', size: data.length })).toBe(true);
  }
  const batch = Buffer.from(encoder.take()).toString('latin1');
  expect(secrets.filter((value) => batch.includes(value))).toEqual([]);
  expect(batch).toMatch(hashPattern);
});

test('equal values stay equal, whatever they stand in', () => {
  const redaction = new Redaction({ ...rules, key });
  const random = seeded(7);
  for (let count = 0; count < 200; count++) {
    const value = Array.from({ length: 1 + random(20) }, () => String.fromCharCode(32 + random(95))).join('');
    const record = exchange({ request: { path: `/?token=${encodeURIComponent(value)}`, headers: ['x-api-key', value] } });
    redaction.record(record);
    const [body] = redaction.body(CLIENT, ['content-type', 'application/json'], [Buffer.from(JSON.stringify({ password: value }))])!;
    expect(record.request!.path).toBe(`/?token=${record.request!.headers[1]}`);
    expect((JSON.parse(Buffer.from(body!).toString()) as { password: string }).password).toBe(record.request!.headers[1]);
  }
});
