import { readFileSync, writeFileSync } from 'node:fs';
import { RawClient, RawOrigin, Tinyproxy, Weir, World, curl, freePort, until } from '../src/index.ts';

/** A first Weir in upstream modes, and what it goes on to: a second Weir, a tinyproxy that takes everybody, one that asks who it is. */
let world: World;
let next: Weir;
let tiny: Tinyproxy;
let strict: Tinyproxy;
let weir: Weir;

const password = 'pass-word-of-the-proxy';
const modes = { weir: 0, tls: 1, tiny: 2 } as const;

beforeAll(async () => {
  world = await World.create();
  const { certificate } = world.authority;
  next = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--ssl-verify-upstream-trusted-ca', certificate]);
  tiny = await Tinyproxy.start(world.folder, 'tiny');
  strict = await Tinyproxy.start(world.folder, 'strict', { name: 'somebody', password });
  writeFileSync(world.folder.file('both.pem'), readFileSync(certificate, 'utf8') + readFileSync(next.authority, 'utf8'));
  weir = await Weir.up([
    '--mode', `upstream:http://127.0.0.1:${next.port()}@127.0.0.1:0`, '--mode', `upstream:https://localhost:${next.port()}@127.0.0.1:0`, '--mode', `upstream:${tiny.url}@127.0.0.1:0`,
    '--ssl-verify-upstream-trusted-ca', world.folder.file('both.pem'),
  ]);
}, 60_000);

afterAll(async () => {
  for (const each of [weir, next, tiny, strict, world]) await each[Symbol.asyncDispose]();
});

/** A Weir of its own that goes on to `url`. */
function through(url: string, ...args: readonly string[]): Promise<Weir> {
  return Weir.up(['--mode', `upstream:${url}@127.0.0.1:0`, '--ssl-verify-upstream-trusted-ca', world.authority.certificate, ...args]);
}

const plain = (path: string): string => `http://127.0.0.1:${world.nginx.port}${path}`;
const secure = (path: string): string => `https://localhost:${world.nginx.tlsPort}${path}`;

describe.each([['weir', 'http'], ['tls', 'https'], ['tiny', 'http']] as const)('to %s over %s', (name, scheme) => {
  const proxy = (): string => weir.proxy(modes[name]);
  const via = (): string => (name === 'tiny' ? tiny.url : `${scheme}://${scheme === 'https' ? 'localhost' : '127.0.0.1'}:${next.port()}`);

  test('a plain request, and what the flow says of the way', async () => {
    const answer = await curl('-x', proxy(), '-H', 'X-Kept: As-It-Is', plain(`/hello.txt?plain-${name}`));
    expect(answer).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
    const [flow] = await weir.settled(`~u plain-${name}`);
    expect(flow).toMatchObject({
      type: 'http', state: 'complete', server: { address: '127.0.0.1', port: world.nginx.port, via: via() },
      request: { scheme: 'http', url: plain(`/hello.txt?plain-${name}`), path: `/hello.txt?plain-${name}` }, response: { status: 200 },
    });
    expect([flow!.server!.ip, flow!.server!.tls]).toEqual([undefined, undefined]);
    expect(flow!.request!.headers).toContainEqual(['X-Kept', 'As-It-Is']);
  });

  test('https: intercepted here, whatever is on the way', async () => {
    const answer = await curl('-x', proxy(), '--cacert', weir.authority, secure(`/hello.txt?secure-${name}`));
    expect(answer).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
    const [flow] = await weir.settled(`~u secure-${name}`);
    expect(flow).toMatchObject({ state: 'complete', server: { address: 'localhost', port: world.nginx.tlsPort, via: via(), tls: { sni: 'localhost' } }, request: { url: secure(`/hello.txt?secure-${name}`) } });
    expect(flow!.server!.ip).toBeUndefined();
  });

  test('a POST, both ways, and a long answer', async () => {
    expect(await curl('-x', proxy(), '--data-binary', `@${world.folder.file('www/1m.bin')}`, plain('/upload'))).toMatchObject({ status: 200, body: 'got 1048576\n' });
    expect(await curl('-x', proxy(), '--cacert', weir.authority, '-o', '/dev/null', secure(`/3m.bin?${name}`))).toMatchObject({ code: 0, status: 200 });
    expect((await weir.settled(`~u "3m.bin.${name}"`))[0]).toMatchObject({ state: 'complete', response: { body: { size: 3 << 20 } } });
  });
});

test('the second Weir saw the requests as the client sent them to the first', async () => {
  const [flow] = await next.settled('~u plain-weir');
  expect(flow!.request!.headers).toContainEqual(['X-Kept', 'As-It-Is']);
  expect((await next.settled('~u secure-weir'))[0]).toMatchObject({ request: { scheme: 'https' } });
  expect(tiny.log).toMatch(/CONNECT localhost:\d+/);
});

test('one leg for plain requests to many origins: the flow of each says its own', async () => {
  await using proxy = await RawOrigin.answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  await using first = await through(`http://127.0.0.1:${proxy.port}`);
  await using client = await RawClient.open(first.port());
  const get = (host: string): string => `GET http://${host}/x HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const hosts = ['a.invalid', 'b.invalid:8080', 'a.invalid'];
  client.send(hosts.map(get).join(''));
  await until('three answers', () => (client.received.match(/ok/g)?.length === 3 ? true : undefined));
  expect([proxy.connections, proxy.text]).toEqual([1, hosts.map(get).join('')]);
  const flows = await first.settled('~http', 3);
  expect(flows.map(({ server }) => server)).toEqual([['a.invalid', 80], ['b.invalid', 8080], ['a.invalid', 80]].map(([address, port]) => ({ address, port, via: `http://127.0.0.1:${proxy.port}` })));
});

test('a tunnel of an unknown protocol, whose server speaks first', async () => {
  await using origin = await RawOrigin.start((socket) => {
    socket.write('220 hi\r\n');
    socket.on('data', (bytes) => socket.write(`250 ${bytes.toString()}`)).on('end', () => socket.end());
  });
  await using client = await RawClient.open(weir.port(modes.tiny));
  client.send(`CONNECT 127.0.0.1:${origin.port} HTTP/1.1\r\nHost: 127.0.0.1:${origin.port}\r\n\r\n`);
  await client.sees('220 hi\r\n');
  client.send('HELO\r\n');
  await client.sees('250 HELO\r\n');
  client.socket.end();
  await client.closed();
  expect((await weir.settled(`~tcp & ~dst ":${origin.port}"`))[0]).toMatchObject({ state: 'complete', server: { via: tiny.url }, messages: { count: 3 } });
});

describe('a proxy that asks who it is', () => {
  let known: Weir;
  let stranger: Weir;
  let imposter: Weir;
  beforeAll(async () => {
    writeFileSync(world.folder.file('auth'), `somebody:${password}\n`);
    known = await through(strict.url, '--upstream-auth', `@${world.folder.file('auth')}`);
    stranger = await through(strict.url);
    imposter = await through(strict.url, '--upstream-auth', `somebody:not-${password}`);
  }, 60_000);
  afterAll(async () => {
    for (const each of [known, stranger, imposter]) await each[Symbol.asyncDispose]();
  });

  test('is told, on plain requests and on CONNECT', async () => {
    expect(await curl('-x', known.proxy(), plain('/hello.txt'))).toMatchObject({ status: 200 });
    expect(await curl('-x', known.proxy(), '--cacert', known.authority, secure('/hello.txt'))).toMatchObject({ status: 200 });
    const flows = await known.settled('~http', 2);
    expect(flows.map(({ server }) => server!.via)).toEqual([strict.url, strict.url]);
  });

  test('and refuses who does not say so: 502 with its status and reason, the flow\'s error', async () => {
    const request = await curl('-x', stranger.proxy(), plain('/hello.txt?plain'));
    expect(request).toMatchObject({ code: 0, status: 502, body: expect.stringMatching(/407 Proxy Authentication Required[\s\S]*give them with upstream_auth/) });
    const tunnel = await curl('-x', stranger.proxy(), '--cacert', stranger.authority, '-v', secure('/hello.txt'));
    expect(tunnel).toMatchObject({ code: 56, stderr: expect.stringContaining('HTTP/1.1 502 Bad Gateway') });
    const flows = await stranger.settled('~e', 2);
    for (const flow of flows) expect(flow).toMatchObject({ type: 'http', state: 'error', error: { code: 'upstream-refused', message: expect.stringContaining('407') }, server: { via: strict.url } });
    expect(flows.map(({ response }) => response)).toEqual([undefined, undefined]);
  });

  test('who says another is refused, too; what tinyproxy answers to a plain request then is an answer like others', async () => {
    expect(await curl('-x', imposter.proxy(), plain('/hello.txt?plain'))).toMatchObject({ code: 0, status: 401 });
    expect((await curl('-x', imposter.proxy(), '-v', secure('/hello.txt'))).stderr).toContain('HTTP/1.1 502 Bad Gateway');
    const [request, tunnel] = await imposter.settled('~http', 2);
    expect(request).toMatchObject({ state: 'complete', response: { status: 401 } });
    expect(tunnel).toMatchObject({ state: 'error', error: { code: 'upstream-refused', message: expect.stringContaining('does not take the credentials') } });
  });

  test('no password is in a flow or in the log', async () => {
    const secrets = new RegExp(`${password}|${Buffer.from(`somebody:${password}`).toString('base64')}|${Buffer.from(`somebody:not-${password}`).toString('base64')}`);
    for (const each of [known, stranger, imposter]) {
      expect(JSON.stringify(await each.flows())).not.toMatch(secrets);
      expect(each.log).not.toMatch(secrets);
    }
  });
});

describe('a next proxy that is of no use', () => {
  const proxies: RawOrigin[] = [];
  const urls: string[] = [];
  let first: Weir;
  beforeAll(async () => {
    const own = await freePort();
    proxies.push(
      await RawOrigin.start((socket) => void socket.on('data', () => socket.end('SSH-2.0-OpenSSH\r\n\r\n'))),
      await RawOrigin.start((socket) => void socket.on('data', () => socket.end('HTTP/1.1 2'))),
      await RawOrigin.start((socket) => void socket.on('data', () => socket.resetAndDestroy())),
    );
    urls.push('http://127.0.0.1:1', 'http://proxy.invalid:3128', ...proxies.map(({ port }) => `http://127.0.0.1:${port}`), `https://localhost:${next.port()}`, `http://127.0.0.1:${own}`);
    const args = urls.flatMap((url) => ['--mode', `upstream:${url}@127.0.0.1:0`]);
    first = await Weir.up([...args, '--mode', `regular@127.0.0.1:${own}`, '--ssl-verify-upstream-trusted-ca', world.authority.certificate, '--upstream-auth', `u:${password}`]);
  }, 60_000);
  afterAll(async () => {
    for (const each of [first, ...proxies]) await each[Symbol.asyncDispose]();
  });

  /** A plain request, then a CONNECT, through the n-th: both are 502 with these words, both flows have this error. */
  async function told(n: number, code: string, words: RegExp, plainWords = words): Promise<void> {
    const proxy = `http://127.0.0.1:${first.port(n)}`;
    expect(await curl('-x', proxy, 'http://nowhere.invalid/plain')).toMatchObject({ code: 0, status: 502, body: expect.stringMatching(plainWords) });
    expect((await curl('-x', proxy, '-v', 'https://nowhere.invalid/')).stderr).toContain('HTTP/1.1 502 Bad Gateway');
    const flows = await first.settled(`~e & ~mode "${urls[n]!}@"`, 2);
    expect(flows).toMatchObject([['GET', plainWords], ['CONNECT', words]].map(([method, message]) => ({
      state: 'error', error: { code, message: expect.stringMatching(message as RegExp) }, request: { method }, server: { address: 'nowhere.invalid', via: urls[n] },
    })));
  }

  test('down', () => told(0, 'connect-refused', /nowhere\.invalid:\d+ through http:\/\/127\.0\.0\.1:1: .*refused/));
  test('of a name that there is not', () => told(1, 'dns-failure', /Cannot resolve proxy\.invalid/));
  test('answering what is no HTTP', () => told(2, 'protocol-violation', /does not answer the CONNECT to nowhere\.invalid:443 in HTTP/, /answer was refused/));
  test('closing early', () => told(3, 'closed-early', /closed the connection before it had answered/));
  test('resetting', () => told(4, 'reset', /reset the connection/));

  test('whose certificate is not trusted: it is told nothing', async () => {
    await told(5, 'tls-server-untrusted', /Certificate verify failed for localhost/);
    expect(await next.flows('~d nowhere.invalid')).toEqual([]);
  });

  test('that is this very Weir is no loop', () => told(6, 'destination-unknown', /is for this proxy itself/));
});

test('nothing was lost', async () => {
  const { captured, stored, lost } = await weir.loss();
  expect({ captured, lost }).toEqual({ captured: stored, lost: [] });
});
