import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hashPattern } from '@weir/redaction';
import { Weir, curl, weirCommand } from '../src/index.ts';

const secrets = { bearer: 'BEARER-s3cret-0001', token: 'TOKEN-s3cret-0002', password: 'PASSWORD-s3cret-0003', cookie: 'COOKIE-s3cret-0004', broken: 'BROKEN-s3cret-0005' };
const key = 'a key for tests of redaction';
const whole = new RegExp(`^${hashPattern.source}$`);

let origin: Server;
let url: string;
/** What reached the origin: requests pass as they are. */
const seen: string[] = [];

beforeAll(async () => {
  origin = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => { body += bytes.toString(); });
    request.on('end', () => {
      seen.push(request.url!, String(request.headers.authorization), body);
      if (request.url!.startsWith('/login')) {
        response.writeHead(302, { location: `/home?token=${secrets.token}`, 'set-cookie': `sid=${secrets.cookie}; Path=/; HttpOnly`, 'content-type': 'application/json', 'content-encoding': 'gzip' });
        return response.end(gzipSync(JSON.stringify({ user: { name: 'ann', password: secrets.password }, n: 1.5 })));
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(request.url!.startsWith('/broken') ? `{"password":"${secrets.broken}"` : `{"password":"${secrets.password}","pad":"${'x'.repeat(200_000)}"}`);
    });
  }).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  url = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`;
});
afterAll(() => {
  origin.closeAllConnections();
  origin.close();
});

const login = (weir: Weir) => curl('-x', weir.proxy(), '--compressed', '-H', `Authorization: Bearer ${secrets.bearer}`, '-H', `Referer: http://a.example/?token=${secrets.token}`, '--json', `{"password":"${secrets.password}"}`, `${url}/login?token=${secrets.token}&a=b`);

/** Which of the secrets stand in any file of a home. */
function inFiles(folder: string): string[] {
  const bytes = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')).join('\n');
  return Object.values(secrets).filter((secret) => bytes.includes(secret));
}

test('what rules name passes untouched and is written down as hashes, which are equal where values are', async () => {
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--redact-headers', 'authorization', '--redact-headers', 'set-cookie', '--redact-query', 'token', '--redact-json', '$..password', '--redact-key', key]);
  const answer = await login(weir);
  expect([answer.status, JSON.parse(answer.body)]).toEqual([302, { user: { name: 'ann', password: secrets.password }, n: 1.5 }]);
  expect(seen.slice(-3)).toEqual([`/login?token=${secrets.token}&a=b`, `Bearer ${secrets.bearer}`, `{"password":"${secrets.password}"}`]);
  await curl('-x', weir.proxy(), `${url}/long`);

  const [flow] = await weir.settled('~u /login');
  const header = (side: 'request' | 'response', name: string) => flow![side]!.headers.find(([given]) => given.toLowerCase() === name)![1];
  const token = new URL(flow!.request!.url).searchParams.get('token')!;
  expect(token).toMatch(whole);
  expect(flow!.request!.path).toBe(`/login?token=${token}&a=b`);
  expect(header('request', 'referer')).toBe(`http://a.example/?token=${token}`);
  expect(header('response', 'location')).toBe(`/home?token=${token}`);
  expect(header('request', 'authorization').slice(0, 7)).toBe('Bearer ');
  expect(header('request', 'authorization').slice(7)).toMatch(whole);
  expect(header('response', 'set-cookie')).toMatch(new RegExp(`^sid=${hashPattern.source}; Path=/; HttpOnly$`));

  const asked = JSON.parse((await weir.body(flow!, 'request')).toString()) as { password: string };
  const answered = JSON.parse((await weir.body(flow!, 'response', '?decoded=true')).toString()) as { user: { name: string; password: string } };
  expect(asked.password).toMatch(whole);
  expect(answered).toEqual({ user: { name: 'ann', password: asked.password }, n: 1.5 });
  expect(flow!.response!.body.truncated).toBe(false);

  const [long] = await weir.settled('~u /long');
  const { password, pad } = JSON.parse((await weir.body(long!, 'response')).toString()) as { password: string; pad: string };
  expect([password, pad.length]).toEqual([asked.password, 200_000]);

  expect(weir.log).toContain('"event":"redaction"');
  await weir.stop();
  expect(inFiles(weir.home.path)).toEqual([]);
  expect(Object.values(secrets).filter((secret) => weir.log.includes(secret) || weir.log.includes(key))).toEqual([]);
});

test('a body that cannot be read is not kept, and counted as lost', async () => {
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--redact-json', '$.password']);
  await curl('-x', weir.proxy(), `${url}/broken`);
  const [flow] = await weir.settled('~u /broken');
  const size = `{"password":"${secrets.broken}"`.length;
  expect(flow!.response!.body).toEqual({ size, captured: 0, truncated: true });
  const lost = async () => (await weir.loss()).lost.filter(({ reason }) => reason === 'redacted-unreadable');
  for (let n = 0; n < 50 && (await lost()).length === 0; n++) await new Promise((resolve) => { setTimeout(resolve, 100); });
  expect(await lost()).toMatchObject([{ count: 0 }]);
  await weir.stop();
  expect(inFiles(weir.home.path)).toEqual([]);
});

test('all workers hash alike, also without a key', async () => {
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--workers', '2', '--redact-headers', 'authorization']);
  for (let n = 0; n < 12; n++) await login(weir);
  const flows = await weir.settled('~u /login', 12);
  expect(new Set(flows.map(({ producer }) => producer)).size).toBe(2);
  const values = new Set(flows.map(({ request }) => request!.headers.find(([name]) => name === 'Authorization')![1]));
  expect([...values]).toEqual([expect.stringMatching(new RegExp(`^Bearer ${hashPattern.source}$`))]);
});

test('weir redact: without a rule everything is written down; what rules would hide is told, and no value', async () => {
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0']);
  await login(weir);
  await curl('-x', weir.proxy(), `${url}/broken`);
  const [flow] = await weir.settled('~u /login');
  const [broken] = await weir.settled('~u /broken');
  expect(flow!.request!.url).toContain(secrets.token);
  const asking = ['--api', weir.api, '--api-token', weir.token];
  const tried = await weirCommand(['redact', ...asking, '--redact-headers', 'default', '--redact-query', 'token', '--redact-json', '$..password']);
  expect(tried.code).toBe(0);
  expect(tried.stdout.replace(/ {2,}/g, '  ').split('\n')).toEqual([
    `${broken!.id}  response body  cannot be read: dropped (${broken!.response!.body.size} bytes)`,
    `${flow!.id}  request path  redact_query token`,
    `${flow!.id}  request header authorization  redact_headers authorization`,
    `${flow!.id}  request header referer  redact_query token`,
    `${flow!.id}  response header location  redact_query token`,
    `${flow!.id}  response header set-cookie  redact_headers set-cookie`,
    `${flow!.id}  request body  redact_json $..password`,
    `${flow!.id}  response body  redact_json $..password`,
    '2 of 2 flows would change: 7 values replaced, 1 bodies or messages dropped', '',
  ]);
  const none = await weirCommand(['redact', ...asking, '~u /nowhere', '--redact-headers', 'default']);
  expect(none.stdout).toBe('0 of 0 flows would change: 0 values replaced, 0 bodies or messages dropped\n');
  await weir.stop();
  expect(inFiles(weir.home.path)).toEqual([secrets.bearer, secrets.token, secrets.password, secrets.cookie, secrets.broken]);
  expect(Object.values(secrets).filter((secret) => tried.stdout.includes(secret))).toEqual([]);
});

test.each([
  [['--redact-json', 'password'], /--redact-json: "password": a path begins with \$/], [['--redact-headers', 'a b'], /--redact-headers: "a b" is no name of a header/], [['--redact-headers', 'a', '--redact-key', 'short'], /--redact-key: the key has 5 characters/],
])('%j ends weir up before it opens anything', async (given, why) => {
  const { code, stderr } = await weirCommand(['up', '--home', '/nonexistent/weir', ...given]);
  expect([code, stderr]).toEqual([64, expect.stringMatching(why)]);
});
