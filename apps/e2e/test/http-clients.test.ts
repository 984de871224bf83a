import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type RequestOptions, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RawOrigin, Weir, World, curl } from '../src/index.ts';

let world: World;
let app: Server;
let port: number;
let weir: Weir;
const REGULAR = 0, REVERSE = 1;
/** What the application saw, by path. */
const seen = new Map<string, { headers: string[]; trailers: string[]; body: Buffer }>();

beforeAll(async () => {
  world = await World.create();
  app = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (bytes: Buffer) => parts.push(bytes)).on('end', () => {
      const path = new URL(incoming.url!, 'http://app').pathname;
      seen.set(path, { headers: incoming.rawHeaders, trailers: incoming.rawTrailers, body: Buffer.concat(parts) });
      if (path === '/hints') response.writeEarlyHints({ link: '</style.css>; rel=preload' }, () => response.end('hinted'));
      else if (path === '/slow') setTimeout(() => response.end('late'), 300);
      else if (path === '/trailers') {
        response.writeHead(200, { Trailer: 'X-Sum, x-lower' });
        response.write('part one, ');
        response.addTrailers([['X-Sum', '42'], ['x-lower', 'l']]);
        response.end('part two');
      } else response.end(Buffer.concat(parts));
    });
  });
  app.on('checkContinue', (incoming: IncomingMessage, response: ServerResponse) => {
    if (incoming.url === '/declined') response.writeHead(413, { Connection: 'close' }).end('too much');
    else {
      response.writeContinue();
      app.emit('request', incoming, response);
    }
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  ({ port } = app.address() as AddressInfo);
  weir = await Weir.up(['regular@127.0.0.1:0', `reverse:http://127.0.0.1:${port}@127.0.0.1:0`].flatMap((mode) => ['--mode', mode]).concat('--ssl-verify-upstream-trusted-ca', world.authority.certificate));
}, 30_000);

afterAll(async () => {
  await weir?.[Symbol.asyncDispose]();
  app?.closeAllConnections();
  app?.close();
  await world[Symbol.asyncDispose]();
});

const nginx = (path: string): string => `http://127.0.0.1:${world.nginx.port}${path}`;
const proxied = (...args: string[]): ReturnType<typeof curl> => curl('-x', weir.proxy(REGULAR), ...args);

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly information: { statusCode: number; headers: object }[];
  readonly trailers: string[];
}

/** Node's HTTP client at the reverse proxy. */
async function node(options: RequestOptions, body: readonly string[] = [], trailers: [string, string][] = []): Promise<Answer> {
  const outgoing = request({ host: '127.0.0.1', port: weir.port(REVERSE), agent: false, ...options });
  const information: Answer['information'] = [];
  outgoing.on('information', ({ statusCode, headers }) => information.push({ statusCode, headers }));
  for (const part of body) outgoing.write(part);
  if (trailers.length > 0) outgoing.addTrailers(trailers);
  outgoing.end();
  const [response] = await once(outgoing, 'response') as [IncomingMessage];
  let text = '';
  response.setEncoding('latin1').on('data', (part: string) => { text += part; });
  await once(response, 'end');
  return { status: response.statusCode!, body: text, information, trailers: response.rawTrailers };
}

test('HEAD: the length of what GET would bring, no body, the connection goes on', async () => {
  const answer = await proxied('--head', nginx('/hello.txt?head-1'), nginx('/hello.txt?head-2'));
  expect(answer).toMatchObject({ code: 0, status: 200 });
  expect(answer.body.match(/Content-Length: 17\r\n/g)).toHaveLength(2);
  const flows = await weir.settled('~u head-', 2);
  for (const flow of flows) expect(flow).toMatchObject({ state: 'complete', request: { method: 'HEAD' }, response: { status: 200, body: { size: 0, captured: 0, truncated: false } } });
  expect(flows[0]!.response!.headers).toContainEqual(['Content-Length', '17']);
  expect(flows[0]!.client.port).toBe(flows[1]!.client.port);
});

test('100-continue is end to end: curl waits for it, the server says it', async () => {
  const file = world.folder.file('upload.bin');
  const body = randomBytes(50_000);
  writeFileSync(file, body);
  const answer = await proxied('-v', '--expect100-timeout', '10', '-H', 'Expect: 100-continue', '--data-binary', `@${file}`, '-o', '/dev/null', `http://127.0.0.1:${port}/continued`);
  expect(answer).toMatchObject({ code: 0, status: 200 });
  expect(answer.stderr).toMatch(/< HTTP\/1\.1 100 Continue[\s\S]*< HTTP\/1\.1 200 OK/);
  const [flow] = await weir.settled('~u continued');
  expect(flow).toMatchObject({ state: 'complete', request: { body: { size: 50_000 } }, response: { status: 200, body: { size: 50_000 } } });
  expect(flow!.request!.headers).toContainEqual(['Expect', '100-continue']);
  expect((await weir.body(flow!, 'response')).equals(body)).toBe(true);
});

test('a server that declines instead of 100: its answer, and no body was sent', async () => {
  const answer = await proxied('--expect100-timeout', '10', '-H', 'Expect: 100-continue', '--data-binary', 'x'.repeat(2000), `http://127.0.0.1:${port}/declined`);
  expect(answer).toMatchObject({ status: 413, body: 'too much' });
  const [flow] = await weir.settled('~u declined');
  expect(flow).toMatchObject({ request: { body: { size: 0 } }, response: { status: 413, body: { size: 8 } } });
});

test('103 comes before the answer and is not the answer', async () => {
  expect(await node({ path: '/hints' })).toMatchObject({ status: 200, body: 'hinted', information: [{ statusCode: 103, headers: { link: '</style.css>; rel=preload' } }] });
  const [flow] = await weir.settled('~u /hints');
  expect(flow!.response).toMatchObject({ status: 200, body: { size: 6 } });
  expect(JSON.stringify(flow!.response!.headers)).not.toContain('preload');
});

test('204 and 304 have no body', async () => {
  expect((await proxied(nginx('/empty'))).status).toBe(204);
  const etag = /ETag: (.*)\r/.exec((await proxied('--head', nginx('/hello.txt'))).body)![1]!;
  expect((await proxied('-H', `If-None-Match: ${etag}`, nginx('/hello.txt?unmodified'))).status).toBe(304);
  const [empty, unmodified] = [(await weir.settled('~u /empty'))[0]!, (await weir.settled('~u unmodified'))[0]!];
  expect([empty.response, unmodified.response]).toMatchObject([{ status: 204, reason: 'No Content', body: { size: 0 } }, { status: 304, reason: 'Not Modified', body: { size: 0 } }]);
  expect((await weir.get(`/api/v1/flows/${empty.id}/response/body`)).status).toBe(404);
});

test('chunked with trailers, both ways', async () => {
  const answer = await node({ path: '/trailers', method: 'POST', headers: { Trailer: 'X-Digest' } }, ['one', 'two', 'three'], [['X-Digest', 'abc']]);
  expect(answer).toMatchObject({ status: 200, body: 'part one, part two', trailers: ['X-Sum', '42', 'x-lower', 'l'] });
  expect(seen.get('/trailers')).toMatchObject({ trailers: ['X-Digest', 'abc'], body: Buffer.from('onetwothree') });
  const [flow] = await weir.settled('~u /trailers');
  expect(flow).toMatchObject({
    request: { trailers: [['X-Digest', 'abc']], body: { size: 11 } },
    response: { trailers: [['X-Sum', '42'], ['x-lower', 'l']], body: { size: 18 } },
  });
  expect(await Promise.all([weir.body(flow!, 'request'), weir.body(flow!, 'response')]).then((bodies) => bodies.map(String))).toEqual(['onetwothree', 'part one, part two']);
});

test('a body until the end of the connection', async () => {
  await using old = await RawOrigin.start((socket) => socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end')));
  expect(await proxied(`http://127.0.0.1:${old.port}/eof`)).toMatchObject({ code: 0, status: 200, body: 'until the end' });
  expect((await weir.settled('~u /eof'))[0]).toMatchObject({ state: 'complete', response: { httpVersion: 'HTTP/1.0', body: { size: 13 } } });
});

test('origin form at an explicit proxy: Host says where to', async () => {
  expect((await curl('-H', `Host: 127.0.0.1:${world.nginx.port}`, `${weir.proxy(REGULAR)}/hello.txt?origin-form`)).body).toBe('hello from nginx\n');
  expect((await weir.settled('~u origin-form'))[0]).toMatchObject({ request: { scheme: 'http', host: '127.0.0.1', port: world.nginx.port, url: nginx('/hello.txt?origin-form') }, server: { address: '127.0.0.1', port: world.nginx.port } });
});

test('a tunnel is looked into: plain HTTP in it is HTTP, each request a flow, the CONNECT none', async () => {
  const answer = await proxied('--proxytunnel', nginx('/hello.txt?tunnel-1'), nginx('/hello.txt?tunnel-2'));
  expect(answer).toMatchObject({ code: 0, status: 200 });
  const flows = await weir.settled('~u tunnel-', 2);
  expect(flows.map(({ request: made, client }) => [made!.url, client.port])).toEqual([1, 2].map((n) => [nginx(`/hello.txt?tunnel-${n}`), flows[0]!.client.port]));
  expect(await weir.flows('~m CONNECT')).toEqual([]);
});

test('one connection to the proxy, two origins in turn', async () => {
  const app2 = (n: number): string => `http://127.0.0.1:${port}/switch-${n}`;
  expect((await proxied(nginx('/hello.txt?switch-1'), app2(2), nginx('/hello.txt?switch-3'), app2(4))).code).toBe(0);
  const flows = await weir.settled('~u switch-', 4);
  expect(flows.map(({ server }) => server!.port)).toEqual([world.nginx.port, port, world.nginx.port, port]);
  expect(new Set(flows.map(({ client }) => client.port)).size).toBe(1);
});

test('headers reach the server as they were sent, and the flow has them so', async () => {
  const sent = ['-H', 'User-Agent:', '-H', 'Accept:', '-H', 'X-Mixed-CASE: kept', '-H', 'x-lower: 2', '-H', 'X-Mixed-CASE: again', '-H', 'X-Empty;', '-H', 'X-Spaced:   inner  space'];
  await proxied(...sent, `http://127.0.0.1:${port}/as-sent`);
  const expected = [['Host', `127.0.0.1:${port}`], ['X-Mixed-CASE', 'kept'], ['x-lower', '2'], ['X-Mixed-CASE', 'again'], ['X-Empty', ''], ['X-Spaced', 'inner  space']];
  expect(seen.get('/as-sent')!.headers).toEqual(expected.flat());
  expect((await weir.settled('~u as-sent'))[0]!.request!.headers).toEqual(expected);
});

test('times: when it began, how long the server took', async () => {
  const since = Date.now();
  expect((await proxied(`http://127.0.0.1:${port}/slow`)).body).toBe('late');
  const until = Date.now();
  const [flow] = await weir.settled('~u /slow');
  const [began, ended] = [Date.parse(flow!.startedAt), Date.parse(flow!.endedAt!)];
  expect(began).toBeGreaterThanOrEqual(since - 1);
  expect(ended).toBeLessThanOrEqual(until + 1);
  expect(flow!.durationMs).toBeGreaterThanOrEqual(299);
  expect(Math.abs(flow!.durationMs! - (ended - began))).toBeLessThan(2);
});

test('a body of any bytes is the same at the server, at the client and in the API', async () => {
  const file = world.folder.file('any.bin');
  const body = randomBytes(300_000);
  writeFileSync(file, body);
  const sum = createHash('sha256').update(body).digest('hex');
  const out = world.folder.file('any.out');
  expect((await proxied('--data-binary', `@${file}`, '-o', out, '-H', 'Content-Type: application/octet-stream', `http://127.0.0.1:${port}/any`)).code).toBe(0);
  const [flow] = await weir.settled('~u /any');
  const bodies = [seen.get('/any')!.body, await weir.body(flow!, 'request'), await weir.body(flow!, 'response')];
  expect(bodies.map((one) => createHash('sha256').update(one).digest('hex'))).toEqual([sum, sum, sum]);
});

test('nothing was lost', async () => {
  const { captured, stored, lost } = await weir.loss();
  expect({ captured, lost }).toEqual({ captured: stored, lost: [] });
});
