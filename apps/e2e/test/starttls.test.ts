import type { FlowJson } from '@weir/flow';
import { NetcatBridge, RawClient, run, Weir, World, type Finished } from '../src/index.ts';
import { startTlsOrigin, type StartTlsOrigin, type StartTlsProtocol } from './starttls-origin.ts';

/** Servers that turn to TLS in the middle, and real clients of them, on every way to a raw connection. */
const names = ['smtp', 'imap', 'postgres', 'mysql'] as const;

let world: World;
let weir: Weir;
const origins = new Map<StartTlsProtocol, StartTlsOrigin>();
const bridges = new Map<string, NetcatBridge>();

beforeAll(async () => {
  world = await World.create();
  const certificate = await world.authority.issue(['localhost', '127.0.0.1'], 'Mail Ltd');
  for (const name of names) origins.set(name, await startTlsOrigin(name, certificate));
  const reverse = names.flatMap((name) => ['--mode', `reverse:tcp://localhost:${origin(name).port}@127.0.0.1:0`]);
  weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--mode', 'socks5@127.0.0.1:0', ...reverse, '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
  for (const name of names) {
    const to = { host: 'localhost', port: origin(name).port };
    bridges.set(`connect ${name}`, await NetcatBridge.start('connect', weir.port(0), to));
    bridges.set(`socks5 ${name}`, await NetcatBridge.start('socks5', weir.port(1), to));
  }
}, 30_000);

afterAll(async () => {
  for (const bridge of bridges.values()) await bridge[Symbol.asyncDispose]();
  await weir[Symbol.asyncDispose]();
  for (const each of origins.values()) await each[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const origin = (name: StartTlsProtocol): StartTlsOrigin => origins.get(name)!;

/** Where openssl connects to. */
const ways: Readonly<Record<string, (name: StartTlsProtocol) => number>> = {
  'reverse:tcp': (name) => weir.port(2 + names.indexOf(name)),
  'CONNECT': (name) => bridges.get(`connect ${name}`)!.port,
  'SOCKS5': (name) => bridges.get(`socks5 ${name}`)!.port,
};

async function sClient(way: string, name: StartTlsProtocol, input: string, trusted = weir.authority): Promise<Finished> {
  const verify = ['-CAfile', trusted, '-verify_return_error', '-verify_hostname', 'localhost', '-servername', 'localhost'];
  return run('openssl', ['s_client', '-starttls', name, '-connect', `127.0.0.1:${ways[way]!(name)}`, ...verify, '-quiet'], { input });
}

/** The one flow of a test: it has the word that its client said inside. */
async function flowOf(name: StartTlsProtocol, since: Date, filter = ''): Promise<FlowJson> {
  const [flow] = await weir.settled(`~tcp & ~dst :${origin(name).port} & ~since "${since.toISOString()}"${filter}`);
  return flow!;
}

describe.each(Object.keys(ways))('openssl s_client by %s', (way) => {
  test.each(names)('%s: the upgrade is noticed and intercepted', async (name) => {
    const since = new Date();
    const word = `word-${way.replaceAll(/\W/g, '')}-${name}`;
    const result = await sClient(way, name, `${word}\r\nQUIT\r\n`);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining(`250 inside ${word}\r\n`) });
    expect(origin(name).seen.inside).toContain(word);
    expect(origin(name).seen.clear).not.toContain(word);

    const flow = await flowOf(name, since);
    expect(flow).toMatchObject({
      type: 'tcp', state: 'complete', client: { tls: { version: 'TLSv1.3', sni: 'localhost' } },
      server: { address: 'localhost', tls: { version: 'TLSv1.3', certificate: { names: ['localhost', '127.0.0.1'] } } },
    });
    const said = (await weir.messages(flow)).map(({ from, data }) => `${from}: ${Buffer.from(data, 'base64').toString('latin1')}`).join('');
    expect(said).toContain(`${word}\r\n`);
    // What was said before it, in the clear, is in the same flow.
    expect(said.length).toBeGreaterThan(said.indexOf(word) + word.length);
    expect(said.indexOf(word)).toBeGreaterThan(0);
    expect(await weir.flows(`~tcp & ~dst :${origin(name).port} & ~since "${since.toISOString()}"`)).toHaveLength(1);
  });
});

describe('curl, with --ssl-reqd', () => {
  test.each(['smtp', 'imap'] as const)('%s by CONNECT and by SOCKS5', async (name) => {
    for (const by of [['-p', '-x', weir.proxy(0)], ['--socks5-hostname', `127.0.0.1:${weir.port(1)}`]]) {
      const since = new Date();
      const result = await run('curl', ['-q', '-sS', '--max-time', '10', '--noproxy', '', ...by, '--ssl-reqd', '--cacert', weir.authority, `${name}://localhost:${origin(name).port}/`]);
      expect(result).toMatchObject({ code: 0, stderr: '' });
      expect(await flowOf(name, since)).toMatchObject({ state: 'complete', client: { tls: { sni: 'localhost' } }, server: { tls: {} } });
    }
  });
});

describe('what cannot be intercepted is one flow in error', () => {
  test('a client that does not trust the authority', async () => {
    const since = new Date();
    expect(await sClient('CONNECT', 'smtp', 'QUIT\r\n', world.authority.certificate)).toMatchObject({ code: 1 });
    expect(await flowOf('smtp', since)).toMatchObject({ state: 'error', error: { code: 'tls-client-rejected' }, messages: { count: expect.any(Number) } });
  });

  test('a server that is not trusted', async () => {
    await using strict = await Weir.up(['--mode', `reverse:tcp://localhost:${origin('postgres').port}@127.0.0.1:0`]);
    const result = await run('openssl', ['s_client', '-starttls', 'postgres', '-connect', `127.0.0.1:${strict.port()}`, '-quiet']);
    expect(result.code).toBe(1);
    expect(await strict.settled('~tcp')).toMatchObject([{ state: 'error', error: { code: 'tls-server-untrusted' } }]);
  });
});

test('a command that stands behind STARTTLS never gets into the session', async () => {
  const since = new Date();
  const before = origin('smtp').seen.inside;
  await using client = await RawClient.open(weir.port(2));
  await client.sees('220 origin');
  client.send('EHLO me\r\n');
  await client.sees('250 STARTTLS');
  client.send('STARTTLS\r\nMAIL FROM:<evil@example>\r\n');
  // The server takes what follows its answer for TLS, which it is not, and gives up.
  await client.closed();
  client.socket.end();
  expect(origin('smtp').seen.inside).toBe(before);
  expect(origin('smtp').seen.clear).not.toContain('evil');
  expect((await flowOf('smtp', since)).client!.tls).toBeUndefined();
});
