import { RawClient, RawOrigin, Weir, curl, until } from '../src/index.ts';
import { logged } from './logged.ts';

let origin: RawOrigin;
let weir: Weir;
const REGULAR = 0, REVERSE = 1, REFUSED = 2, TCP = 3;

/** Answers by the path of the request. */
const answers: Readonly<Record<string, string>> = {
  '/large': `HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${'x'.repeat(5000)}`,
  '/large-in-chunks': `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f4\r\n${'x'.repeat(500)}\r\n1f4\r\n${'x'.repeat(500)}\r\n1f4\r\n${'x'.repeat(500)}\r\n0\r\n\r\n`,
  '/two-lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
  '/no-http': 'SSH-2.0-OpenSSH_9.2\r\n\r\n',
  '/fine': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
};

beforeAll(async () => {
  origin = await RawOrigin.start((socket) => socket.on('data', (bytes) => {
    const path = /^[A-Z]+ (\S+) HTTP/.exec(bytes.toString())?.[1] ?? '';
    if (path === '/closes') socket.end();
    else if (path in answers) socket.write(answers[path]!);
  }).on('end', () => socket.end()));
  const target = `127.0.0.1:${origin.port}`;
  weir = await Weir.up(['regular@127.0.0.1:0', `reverse:http://${target}@127.0.0.1:0`, 'reverse:http://127.0.0.1:1@127.0.0.1:0', `reverse:tcp://${target}@127.0.0.1:0`]
    .flatMap((mode) => ['--mode', mode]).concat('--body-size-limit', '1k', '--tcp-timeout', '2'));
}, 30_000);

afterAll(async () => {
  await weir?.[Symbol.asyncDispose]();
  await origin?.[Symbol.asyncDispose]();
});

const get = (path: string, method = 'GET'): string => `${method} ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
/** The flows of the client that was on this port. */
const flowsOf = (port: number): ReturnType<Weir['settled']> => weir.settled(`~src ":${port}$"`);

interface Refusal {
  readonly name: string;
  readonly mode: number;
  readonly bytes: string;
  readonly status: string;
  readonly code: string;
  readonly message: RegExp;
  /** Absent: there was none to be read. */
  readonly method?: string;
}

const refusals: readonly Refusal[] = [
  { name: 'a request that is no HTTP', mode: REVERSE, bytes: 'GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n', status: '400 Bad Request', code: 'protocol-violation', message: /\S/ },
  { name: 'a field that could be read in two ways', mode: REVERSE, bytes: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n', status: '400 Bad Request', code: 'protocol-violation', message: /Transfer-Encoding/ },
  { name: 'CONNECT at a reverse proxy', mode: REVERSE, bytes: 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', status: '400 Bad Request', code: 'protocol-violation', message: /CONNECT/, method: 'CONNECT' },
  { name: 'CONNECT without a port', mode: REGULAR, bytes: 'CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n', status: '400 Bad Request', code: 'protocol-violation', message: /\S/ },
  { name: 'no destination', mode: REGULAR, bytes: 'GET / HTTP/1.0\r\n\r\n', status: '400 Bad Request', code: 'protocol-violation', message: /Host/ },
  { name: 'a body beyond body_size_limit', mode: REVERSE, bytes: 'POST /fine HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n', status: '413 Content Too Large', code: 'limit-exceeded', message: /body_size_limit/, method: 'POST' },
  { name: 'a head beyond 64 KiB', mode: REVERSE, bytes: `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, status: '431 Request Header Fields Too Large', code: 'limit-exceeded', message: /\S/ },
  { name: 'a server that refuses', mode: REFUSED, bytes: get('/refused'), status: '502 Bad Gateway', code: 'connect-refused', message: /127\.0\.0\.1:1/, method: 'GET' },
  { name: 'CONNECT to a server that refuses', mode: REGULAR, bytes: 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n', status: '502 Bad Gateway', code: 'connect-refused', message: /127\.0\.0\.1:1/, method: 'CONNECT' },
  { name: 'a name that does not exist', mode: REGULAR, bytes: get('http://no-such-name.invalid/'), status: '502 Bad Gateway', code: 'dns-failure', message: /no-such-name\.invalid/, method: 'GET' },
  { name: 'a server that closes before its answer', mode: REVERSE, bytes: get('/closes', 'PATCH'), status: '502 Bad Gateway', code: 'closed-early', message: /server/, method: 'PATCH' },
  { name: 'an answer beyond body_size_limit', mode: REVERSE, bytes: get('/large'), status: '502 Bad Gateway', code: 'limit-exceeded', message: /body_size_limit/, method: 'GET' },
  { name: 'an answer that could be read in two ways', mode: REVERSE, bytes: get('/two-lengths'), status: '502 Bad Gateway', code: 'protocol-violation', message: /Content-Length/, method: 'GET' },
  { name: 'an answer that is no HTTP', mode: REVERSE, bytes: get('/no-http'), status: '502 Bad Gateway', code: 'protocol-violation', message: /\S/, method: 'GET' },
];

test.each(refusals)('$status: $name', async ({ mode, bytes, status, code, message, method }) => {
  const before = origin.text.length;
  await using client = await RawClient.open(weir.port(mode));
  const port = client.socket.localPort!;
  client.send(bytes);
  await client.sees('</html>');
  expect(client.received).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\\r\\nServer: weir\\r\\nContent-Type: text/html; charset=utf-8\\r\\nContent-Length: \\d+\\r\\n(Connection: close\\r\\n)?\\r\\n<html>`));
  expect(client.received).toContain(`<h1>${status}</h1>`);
  if (/^4/.test(status)) {
    expect(client.received).toContain('\r\nConnection: close\r\n');
    await client.closed();
    expect(origin.text.slice(before)).toBe('');
  }
  const flows = await flowsOf(port);
  expect(flows).toHaveLength(1);
  expect(flows[0]).toMatchObject({ type: 'http', state: 'error', error: { code, message: expect.stringMatching(message) } });
  expect(flows[0]!.response).toBeUndefined();
  expect(flows[0]!.request?.method).toBe(method);
  expect(flows[0]!.durationMs).toBeGreaterThanOrEqual(0);
});

test('HEAD is answered with the head of the page alone', async () => {
  const answer = await curl('--head', `${weir.proxy(REFUSED)}/head`);
  expect(answer).toMatchObject({ code: 0, status: 502 });
  expect(answer.body).toMatch(/Content-Length: \d+/);
  expect(answer.body).not.toContain('<html>');
});

test('what the answer cannot say any more: both sides are reset, the flow has response and error', async () => {
  await using client = await RawClient.open(weir.port(REVERSE));
  const port = client.socket.localPort!;
  client.send(get('/large-in-chunks'));
  await client.closed();
  expect(client.error?.code).toBe('ECONNRESET');
  expect((await flowsOf(port))[0]).toMatchObject({ state: 'error', error: { code: 'limit-exceeded' }, response: { status: 200 } });
});

test('a request in chunks that grows beyond the limit after it went on: both sides are reset', async () => {
  await using client = await RawClient.open(weir.port(REVERSE));
  const port = client.socket.localPort!;
  client.send(`POST /slow HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1f4\r\n${'x'.repeat(500)}\r\n`);
  await until('the request at the origin', () => (origin.text.includes('POST /slow') ? true : undefined));
  client.send(`3e8\r\n${'x'.repeat(1000)}\r\n0\r\n\r\n`);
  await client.closed();
  expect((await flowsOf(port))[0]).toMatchObject({ state: 'error', error: { code: 'limit-exceeded' }, request: { method: 'POST' } });
});

test('a page says what a peer sent without running it', async () => {
  const answer = await curl('-x', weir.proxy(REGULAR), 'http://no-such-name.invalid/<script>');
  expect(answer.status).toBe(502);
  expect(answer.body).not.toContain('<script>');
});

test('idle for tcp_timeout: an exchange without its answer and a raw connection fail, one between exchanges just closes', async () => {
  await using waiting = await RawClient.open(weir.port(REVERSE));
  await using between = await RawClient.open(weir.port(REVERSE));
  await using raw = await RawClient.open(weir.port(TCP));
  const clients = [waiting, between, raw];
  const ports = clients.map(({ socket }) => socket.localPort!);
  waiting.send(get('/never'));
  between.send(get('/fine'));
  raw.send('x');
  await between.sees('ok');
  for (const client of clients) await client.closed();
  expect(waiting.received).toBe('');
  const [never, fine, silent] = await Promise.all(ports.map(async (port) => (await flowsOf(port))[0]!));
  expect(never).toMatchObject({ type: 'http', state: 'error', error: { code: 'idle-timeout' }, request: { path: '/never' } });
  expect(never!.response).toBeUndefined();
  expect(never!.durationMs).toBeGreaterThanOrEqual(1900);
  expect(fine).toMatchObject({ type: 'http', state: 'complete', response: { status: 200 } });
  expect(silent).toMatchObject({ type: 'tcp', state: 'error', error: { code: 'idle-timeout' }, messages: { count: 1, bytes: 1 } });
  await logged(weir, { event: 'connection-failed', client: `127.0.0.1:${ports[0]!}`, code: 'idle-timeout' });
});
