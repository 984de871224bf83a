import { curl, Dropbear, RawOrigin, run, Weir, World } from '../src/index.ts';
import { tlsOrigin, type TlsOrigin } from './tls-origin.ts';

/** What is looked into and what is not, by the bytes and by the options about hosts. */
let world: World;
let dropbear: Dropbear;
let trusted: readonly string[];

beforeAll(async () => {
  world = await World.create();
  dropbear = await Dropbear.start(world.folder);
  trusted = ['--mode', 'regular@127.0.0.1:0', '--mode', 'socks5@127.0.0.1:0', '--ssl-verify-upstream-trusted-ca', world.authority.certificate];
}, 30_000);

afterAll(async () => {
  await dropbear[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const secure = (query: string): string => `https://localhost:${world.nginx.tlsPort}/hello.txt?${query}`;
const plain = (query: string, host = '127.0.0.1'): string => `http://${host}:${world.nginx.port}/hello.txt?${query}`;
const connect = (weir: Weir): readonly string[] => ['-p', '-x', weir.proxy(0)];
const socks = (weir: Weir): readonly string[] => ['--socks5-hostname', `127.0.0.1:${weir.port(1)}`];
const hello = { code: 0, body: 'hello from nginx\n' };
/** By the authority of the world outside: only who speaks with the server itself trusts it. */
const untouched = (): readonly string[] => ['--cacert', world.authority.certificate];

/** Exactly the flows of this exchange and no other: it comes last. */
async function only(weir: Weir, last: string): Promise<unknown[]> {
  expect(await curl(...socks(weir), plain(last))).toMatchObject(hello);
  await weir.settled(`~u ${last}`);
  return (await weir.flows()).filter((flow) => !String(flow.request?.url).includes(last)).reverse();
}

describe('ignore_hosts', () => {
  test('by name, SNI or Host: untouched, and no flow', async () => {
    await using weir = await Weir.up([...trusted, '--ignore-hosts', `^LOCALHOST:${world.nginx.tlsPort}$`, '--ignore-hosts', '^bank\\.test:']);
    for (const way of [connect(weir), socks(weir)]) {
      expect(await curl(...way, ...untouched(), secure('name'))).toMatchObject(hello);
      expect(await curl(...way, '-H', 'Host: bank.test', plain('host'))).toMatchObject(hello);
      // The destination is an address; the name is in the SNI alone.
      expect(await curl(...way, '-k', '--connect-to', `bank.test:443:127.0.0.1:${world.nginx.tlsPort}`, 'https://bank.test/hello.txt?sni')).toMatchObject(hello);
    }
    expect(await only(weir, 'last')).toEqual([]);
  });

  test('by the address that was dialled for a name', async () => {
    await using weir = await Weir.up([...trusted, '--ignore-hosts', `^127\\.0\\.0\\.1:${world.nginx.tlsPort}$`]);
    expect(await curl(...connect(weir), ...untouched(), secure('address'))).toMatchObject(hello);
    expect(await only(weir, 'last')).toEqual([]);
  });

  test('show_ignored_hosts: one tcp flow, of bytes that nobody has read', async () => {
    await using weir = await Weir.up([...trusted, '--ignore-hosts', 'localhost', '--show-ignored-hosts']);
    expect(await curl(...connect(weir), ...untouched(), secure('shown'))).toMatchObject(hello);
    const [flow, ...others] = await weir.settled('~tcp');
    expect(others).toEqual([]);
    expect(flow).toMatchObject({ type: 'tcp', state: 'complete', server: { address: 'localhost', port: world.nginx.tlsPort } });
    expect([flow!.client!.tls, flow!.server!.tls]).toEqual([undefined, undefined]);
    const [first] = await weir.messages(flow!);
    expect(Buffer.from(first!.data, 'base64').subarray(0, 2).toString('hex')).toBe('1603');
  });
});

test('allow_hosts: all others are untouched', async () => {
  await using weir = await Weir.up([...trusted, '--allow-hosts', `^127\\.0\\.0\\.1:${world.nginx.port}$`]);
  expect(await curl(...connect(weir), ...untouched(), secure('other'))).toMatchObject(hello);
  expect(await curl(...connect(weir), plain('allowed'))).toMatchObject(hello);
  expect(await only(weir, 'last')).toMatchObject([{ type: 'http', request: { path: '/hello.txt?allowed' } }]);
});

test('tcp_hosts: raw bytes, with TLS intercepted all the same, h2 included', async () => {
  await using weir = await Weir.up([...trusted, '--tcp-hosts', '^localhost$']);
  for (const way of [connect(weir), socks(weir)]) expect(await curl(...way, '--cacert', weir.authority, secure('raw'))).toMatchObject(hello);
  expect(await curl(...connect(weir), plain('clear', 'localhost'))).toMatchObject(hello);
  const flows = await weir.settled('~tcp', 3);
  expect(flows).toMatchObject([{ client: { tls: { sni: 'localhost' } }, server: { tls: {} } }, { client: { tls: {} } }, { client: {} }].map((facts) => ({ type: 'tcp', state: 'complete', ...facts })));
  expect(await weir.flows('~http')).toEqual([]);
  const [first] = await weir.messages(flows[2]!);
  expect(Buffer.from(first!.data, 'base64').toString()).toContain('GET /hello.txt?clear HTTP/1.1');
});

describe('SSH', () => {
  test.each(['eager', 'lazy'])('by CONNECT and by SOCKS5, %s: the server speaks first, and what follows is its own', async (strategy) => {
    await using weir = await Weir.up([...trusted, '--connection-strategy', strategy]);
    const ways = [`nc.openbsd -X connect -x 127.0.0.1:${weir.port(0)}`, `nc.openbsd -X 5 -x 127.0.0.1:${weir.port(1)}`];
    for (const [index, way] of ways.entries()) {
      const before = dropbear.attempts;
      const result = await dropbear.attempt(`somebody-${index}`, `${way} localhost ${dropbear.port}`);
      // Nobody is let in; to be told so is to have shaken hands.
      expect(result.stderr).toContain('No auth methods could be used');
      expect(dropbear.attempts).toBe(before + 1);
    }
    const flows = await weir.settled('~tcp', 2);
    for (const flow of flows) {
      expect(flow).toMatchObject({ type: 'tcp', server: { address: 'localhost', port: dropbear.port } });
      const texts = (await weir.messages(flow)).map(({ from, data }) => `${from} ${Buffer.from(data, 'base64').toString('latin1')}`);
      expect(texts.some((text) => text.startsWith('server SSH-2.0-dropbear'))).toBe(true);
      expect(texts.some((text) => text.startsWith('client SSH-2.0-dropbear'))).toBe(true);
    }
  });
});

describe('TLS with a protocol that nobody here speaks', () => {
  let origin: TlsOrigin;
  beforeAll(async () => {
    const certificate = await world.authority.issue(['localhost']);
    origin = await tlsOrigin(certificate, (socket) => void socket.on('data', (bytes: Buffer) => socket.end(`echo ${bytes.toString()}`)), { ALPNProtocols: ['x-custom'] });
  });
  afterAll(() => origin[Symbol.asyncDispose]());

  test('is agreed on by the ends, and relayed as it is', async () => {
    await using weir = await Weir.up(trusted);
    const args = ['s_client', '-proxy', `127.0.0.1:${weir.port(0)}`, '-connect', `localhost:${origin.port}`, '-servername', 'localhost', '-alpn', 'h2,x-custom', '-CAfile', weir.authority, '-verify_return_error', '-quiet'];
    expect(await run('openssl', args, { input: 'GET is no request here\n' })).toMatchObject({ code: 0, stdout: 'echo GET is no request here\n' });
    expect(await weir.settled('~tcp')).toMatchObject([{ type: 'tcp', state: 'complete', client: { tls: { alpn: 'x-custom' } }, server: { tls: { alpn: 'x-custom' } } }]);
  });
});

test('a server that speaks first by CONNECT', async () => {
  await using weir = await Weir.up(trusted);
  await using origin = await RawOrigin.start((socket) => socket.end('220 ready\r\n'));
  const result = await run('curl', ['-q', '-sS', '--max-time', '10', '--noproxy', '', '-p', '-x', weir.proxy(0), `telnet://localhost:${origin.port}`]);
  expect(result.stdout).toBe('220 ready\r\n');
  expect(await weir.settled('~tcp')).toMatchObject([{ state: 'complete', messages: { count: 1, bytes: 11 } }]);
});
