import type { FlowJson } from '@weir/flow';
import { NetcatBridge, Postgres, Weir, World } from '../src/index.ts';

/** PostgreSQL's own server and client. psql knows no proxy: it goes to a reverse proxy, or through netcat. */
let world: World;
let postgres: Postgres;
let weir: Weir;
let passing: Weir;
let connect: NetcatBridge;
let socks5: NetcatBridge;
const REGULAR = 0, SOCKS5 = 1, REVERSE = 2;

beforeAll(async () => {
  world = await World.create();
  postgres = await Postgres.start(await world.authority.issue(['localhost'], 'Data Ltd'));
  const target = `reverse:tcp://localhost:${postgres.port}@127.0.0.1:0`;
  const trust = ['--ssl-verify-upstream-trusted-ca', world.authority.certificate];
  weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--mode', 'socks5@127.0.0.1:0', '--mode', target, ...trust]);
  passing = await Weir.up(['--mode', target, ...trust, '--ignore-hosts', '^localhost:', '--show-ignored-hosts']);
  const to = { host: 'localhost', port: postgres.port };
  connect = await NetcatBridge.start('connect', weir.port(REGULAR), to);
  socks5 = await NetcatBridge.start('socks5', weir.port(SOCKS5), to);
}, 60_000);

afterAll(async () => {
  for (const each of [socks5, connect, passing, weir, postgres, world]) await each[Symbol.asyncDispose]();
});

const inTls = 'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
/** An SSLRequest: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const sslRequest = Buffer.from('0000000804d2162f', 'hex');

/** libpq's settings for a server that shows a certificate of this authority's. */
const verifying = (authority: string, binding: 'disable' | 'prefer' | 'require'): Readonly<Record<string, string>> => ({ sslmode: 'verify-full', sslrootcert: authority, channel_binding: binding });

async function flowSince(on: Weir, since: Date): Promise<FlowJson> {
  const [flow, ...others] = await on.settled(`~tcp & ~since "${since.toISOString()}"`);
  expect(others).toEqual([]);
  return flow!;
}

async function saidBy(side: 'client' | 'server', on: Weir, flow: FlowJson): Promise<Buffer> {
  return Buffer.concat((await on.messages(flow)).filter(({ from }) => from === side).map(({ data }) => Buffer.from(data, 'base64')));
}

const ways: Readonly<Record<string, readonly [mode: number, port: () => number]>> = {
  'reverse:tcp': [REVERSE, () => weir.port(REVERSE)],
  'CONNECT, by netcat': [REGULAR, () => connect.port],
  'SOCKS5, by netcat': [SOCKS5, () => socks5.port],
};

test.each(Object.keys(ways))('%s: the upgrade is noticed and intercepted', async (name) => {
  const [mode, port] = ways[name]!;
  const since = new Date();
  expect(await Postgres.psql(port(), verifying(weir.authority, 'disable'), `${inTls}; SELECT repeat('a house ', 10000)`))
    .toMatchObject({ code: 0, stderr: '', stdout: `TLSv1.3\n${'a house '.repeat(10_000)}\n` });

  const flow = await flowSince(weir, since);
  expect(flow).toMatchObject({
    type: 'tcp', state: 'complete', mode: weir.listening[mode]!.mode, client: { tls: { version: 'TLSv1.3', sni: 'localhost' } },
    server: { address: 'localhost', port: postgres.port, tls: { version: 'TLSv1.3', certificate: { names: ['localhost'] } } },
  });
  const [client, server] = [await saidBy('client', weir, flow), await saidBy('server', weir, flow)];
  // What was said in the clear, then what was said inside.
  expect(client.subarray(0, 8)).toEqual(sslRequest);
  expect(client.toString('latin1')).toContain(`user\0${Postgres.user}\0`);
  expect(client.toString('latin1')).toContain(inTls);
  expect(server.toString('latin1', 0, 1)).toBe('S');
  expect(server.toString('latin1')).toContain('a house '.repeat(10_000));
});

test.each(['prefer', 'require'] as const)('channel_binding=%s: a client that binds its password to the certificate is told that it is not the server\'s', async (binding) => {
  const since = new Date();
  const { code, stderr } = await Postgres.psql(weir.port(REVERSE), verifying(weir.authority, binding), inTls);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('SCRAM channel binding check failed') });
  expect(await flowSince(weir, since)).toMatchObject({ type: 'tcp', client: { tls: { sni: 'localhost' } } });
});

test('and is not where ignore_hosts lets its TLS through untouched', async () => {
  const since = new Date();
  expect(await Postgres.psql(passing.port(), verifying(world.authority.certificate, 'require'), inTls)).toMatchObject({ code: 0, stderr: '', stdout: 'TLSv1.3\n' });
  const flow = await flowSince(passing, since);
  // How it ends is not asked: the server leaves without having read the client's close_notify, which resets the connection.
  expect(flow).toMatchObject({ type: 'tcp', server: { address: 'localhost', port: postgres.port } });
  expect([flow.client.tls, flow.server!.tls]).toEqual([undefined, undefined]);
  expect((await saidBy('client', passing, flow)).includes(inTls)).toBe(false);
});

test('nothing was lost', async () => {
  for (const each of [weir, passing]) {
    const { captured, stored, lost } = await each.loss();
    expect({ captured, lost }).toEqual({ captured: stored, lost: [] });
  }
});
