import { Socat, Tinyproxy, Weir, World, curl, run } from '../src/index.ts';

/** Ways of several proxies in a row; each Weir on the way is asked what it saw. */
let world: World;
let tiny: Tinyproxy;
let strict: Tinyproxy;
let socat: Socat;
let last: Weir;
let first: Weir;
let known: Weir;

const password = 'pass-word-of-the-chain';
const FIRST = { regular: 0, http: 1, https: 2, tcp: 3 } as const;
const LAST = { upstream: 0, socks5: 1 } as const;

beforeAll(async () => {
  world = await World.create();
  tiny = await Tinyproxy.start(world.folder, 'tiny');
  strict = await Tinyproxy.start(world.folder, 'strict', { name: 'somebody', password });
  socat = await Socat.start();
  const { port, tlsPort } = world.nginx;
  const trust = ['--ssl-verify-upstream-trusted-ca', world.authority.certificate];
  last = await Weir.up(['--mode', `upstream:${tiny.url}@127.0.0.1:0`, '--mode', 'socks5@127.0.0.1:0', ...trust]);
  const modes = ['regular', `reverse:http://localhost:${port}`, `reverse:https://localhost:${tlsPort}`, `reverse:tcp://localhost:${socat.port}`];
  // What the last one shows for a server is of its own authority. By 127.0.0.1 it is asked as an HTTP proxy, for localhost as a SOCKS5 server.
  first = await Weir.up([
    ...modes.flatMap((mode) => ['--mode', `${mode}@127.0.0.1:0`]), '--ssl-verify-upstream-trusted-ca', last.authority,
    '--via', last.proxy(LAST.upstream), '--via', `localhost=socks5://127.0.0.1:${last.port(LAST.socks5)}`,
  ]);
  known = await Weir.up(['--mode', 'socks5@127.0.0.1:0', '--via', `http://somebody:${password}@127.0.0.1:${strict.port}`, ...trust]);
}, 60_000);

afterAll(async () => {
  for (const each of [known, first, last, socat, strict, tiny, world]) await each[Symbol.asyncDispose]();
});

test.each(['http', 'https'] as const)('%s: regular, then upstream, then tinyproxy, then nginx', async (scheme) => {
  const port = scheme === 'http' ? world.nginx.port : world.nginx.tlsPort;
  const url = `${scheme}://127.0.0.1:${port}/hello.txt?chain-${scheme}`;
  expect(await curl('-x', first.proxy(FIRST.regular), '--cacert', first.authority, url)).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
  const seen = { state: 'complete', request: { scheme, url }, response: { status: 200 } };
  const tls = scheme === 'https' && { tls: { version: 'TLSv1.3' } };
  expect(await first.settled(`~u chain-${scheme}`)).toMatchObject([{ ...seen, mode: 'regular@127.0.0.1:0', server: { address: '127.0.0.1', port, via: last.proxy(LAST.upstream), ...tls } }]);
  expect(await last.settled(`~u chain-${scheme}`)).toMatchObject([{ ...seen, mode: `upstream:${tiny.url}@127.0.0.1:0`, server: { address: '127.0.0.1', port, via: tiny.url, ...tls } }]);
  expect(tiny.log).toContain(scheme === 'http' ? `GET ${url} HTTP/1.1` : `CONNECT 127.0.0.1:${port} HTTP/1.1`);
});

test('a server that the last proxy cannot reach: its answer comes through, and a tunnel is refused by each in turn', async () => {
  const answer = await curl('-x', first.proxy(FIRST.regular), 'http://127.0.0.1:1/chain-refused');
  expect(answer).toMatchObject({ code: 0, status: 500, body: expect.stringContaining('tinyproxy') });
  for (const weir of [first, last]) expect(await weir.settled('~u chain-refused')).toMatchObject([{ state: 'complete', response: { status: 500 } }]);
  expect((await curl('-x', first.proxy(FIRST.regular), '-v', 'https://127.0.0.1:1/')).stderr).toContain('HTTP/1.1 502 Bad Gateway');
  for (const [weir, via, status] of [[first, last.proxy(LAST.upstream), 502], [last, tiny.url, 500]] as const) {
    const error = { code: 'upstream-refused', message: expect.stringMatching(new RegExp(`${via} refused .*: ${status} `)) };
    expect(await weir.settled('~m CONNECT')).toMatchObject([{ state: 'error', error, request: { method: 'CONNECT' }, server: { via, address: '127.0.0.1', port: 1 } }]);
  }
});

describe('socks5, then a tinyproxy that asks who it is', () => {
  const socks = (): string[] => ['--socks5-hostname', `127.0.0.1:${known.port()}`];

  test('plain requests, https and raw bytes are let through with the credentials of via', async () => {
    expect(await curl(...socks(), `http://127.0.0.1:${world.nginx.port}/hello.txt?auth-plain`)).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
    expect(await curl(...socks(), '--cacert', known.authority, `https://localhost:${world.nginx.tlsPort}/hello.txt?auth-tls`)).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
    expect((await run('curl', ['-q', '-sS', '--max-time', '15', '--noproxy', '', ...socks(), `gopher://localhost:${socat.port}/1auth-raw`])).stdout).toMatch(/^socat heard auth-raw\r?\n$/);
    for (const filter of ['~u auth-plain', '~u auth-tls', '~tcp & ~b auth-raw']) {
      expect(await known.settled(filter)).toMatchObject([{ state: 'complete', mode: 'socks5@127.0.0.1:0', server: { via: strict.url } }]);
    }
  });

  test('and are known to nobody else', async () => {
    const secret = new RegExp(`${password}|${Buffer.from(`somebody:${password}`).toString('base64')}`);
    expect(JSON.stringify(await known.flows())).not.toMatch(secret);
    expect(known.log).not.toMatch(secret);
  });
});

describe('reverse, then socks5', () => {
  test.each([['http', FIRST.http], ['https', FIRST.https]] as const)('%s', async (scheme, n) => {
    expect(await curl(`${first.proxy(n)}/hello.txt?reverse-${scheme}`)).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
    const tls = scheme === 'https' && { tls: { sni: 'localhost' } };
    const via = `socks5://127.0.0.1:${last.port(LAST.socks5)}`;
    expect(await first.settled(`~u reverse-${scheme}`)).toMatchObject([{ state: 'complete', server: { address: 'localhost', via, ...tls }, request: { scheme } }]);
    expect(await last.settled(`~u reverse-${scheme}`)).toMatchObject([{ state: 'complete', mode: 'socks5@127.0.0.1:0', server: { address: 'localhost', ip: '127.0.0.1', ...tls }, request: { scheme, host: 'localhost' } }]);
  });

  test('tcp', async () => {
    const { stdout } = await run('curl', ['-q', '-sS', '--max-time', '15', '--noproxy', '', `gopher://127.0.0.1:${first.port(FIRST.tcp)}/1reverse-raw`]);
    expect(stdout).toMatch(/^socat heard reverse-raw\r?\n$/);
    for (const weir of [first, last]) expect(await weir.settled('~tcp & ~b reverse-raw')).toMatchObject([{ state: 'complete', server: { address: 'localhost', port: socat.port } }]);
  });
});

test('nothing was lost', async () => {
  for (const weir of [first, last, known]) {
    const { captured, stored, lost } = await weir.loss();
    expect({ captured, lost }).toEqual({ captured: stored, lost: [] });
  }
});
