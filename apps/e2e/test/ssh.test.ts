import { randomBytes } from 'node:crypto';
import { Sshd, Tinyproxy, Weir, World } from '../src/index.ts';

/** OpenSSH's server and client, by every way to a raw connection: they speak on as if nobody were between them. */
let world: World;
let sshd: Sshd;
let tiny: Tinyproxy;
let weir: Weir;
const REGULAR = 0, UPSTREAM = 1, SOCKS5 = 2, REVERSE = 3;

beforeAll(async () => {
  world = await World.create();
  sshd = await Sshd.start(world.folder);
  tiny = await Tinyproxy.start(world.folder, 'tiny');
  weir = await Weir.up(['regular', `upstream:${tiny.url}`, 'socks5', `reverse:tcp://localhost:${sshd.port}`].flatMap((mode) => ['--mode', `${mode}@127.0.0.1:0`]));
}, 30_000);

afterAll(async () => {
  for (const each of [weir, tiny, sshd, world]) await each[Symbol.asyncDispose]();
});

type Way = Parameters<Sshd['ssh']>[0];

const netcat = (by: 'connect' | '5', mode: number): Way => ({ proxyCommand: `nc.openbsd -X ${by} -x 127.0.0.1:${weir.port(mode)} localhost ${sshd.port}` });
const ways: Readonly<Record<string, readonly [mode: number, to: () => Way]>> = {
  'regular, by CONNECT': [REGULAR, () => netcat('connect', REGULAR)],
  'upstream, by CONNECT': [UPSTREAM, () => netcat('connect', UPSTREAM)],
  'socks5': [SOCKS5, () => netcat('5', SOCKS5)],
  'reverse:tcp': [REVERSE, () => ({ port: weir.port(REVERSE) })],
};

test.each(Object.keys(ways))('%s', async (name) => {
  const [mode, to] = ways[name]!;
  const since = new Date();
  const sent = randomBytes(100_000);
  // The client knows the server's key: it speaks with the server itself. What it sends comes back.
  const { code, bytes, stderr } = await sshd.ssh(to(), 'cat', sent);
  expect({ code, stderr, same: bytes.equals(sent) }).toEqual({ code: 0, stderr: '', same: true });

  const [flow, ...others] = await weir.settled(`~tcp & ~since "${since.toISOString()}"`);
  expect(others).toEqual([]);
  expect(flow).toMatchObject({
    type: 'tcp', state: 'complete', mode: weir.listening[mode]!.mode, server: { address: 'localhost', port: sshd.port, ...(mode === UPSTREAM && { via: tiny.url }) },
  });
  expect([flow!.client.tls, flow!.server!.tls, flow!.error]).toEqual([undefined, undefined, undefined]);
  const messages = await weir.messages(flow!);
  const said = (side: string): Buffer => Buffer.concat(messages.filter(({ from }) => from === side).map(({ data }) => Buffer.from(data, 'base64')));
  for (const side of ['client', 'server']) {
    expect(said(side).toString('latin1')).toMatch(/^SSH-2\.0-OpenSSH_/);
    expect(said(side).length).toBeGreaterThan(sent.length);
    expect(said(side).includes(sent.subarray(0, 16))).toBe(false);
  }
  expect(flow!.messages).toMatchObject({ count: messages.length, bytes: said('client').length + said('server').length });
});

test('a command that fails, and what it says', async () => {
  expect(await sshd.ssh(netcat('connect', REGULAR), 'echo out; echo err >&2; exit 7')).toMatchObject({ code: 7, stdout: 'out\n', stderr: 'err\n' });
});

test('nothing was lost', async () => {
  const { captured, stored, lost } = await weir.loss();
  expect({ captured, lost }).toEqual({ captured: stored, lost: [] });
});
