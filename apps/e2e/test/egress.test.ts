import { defaultLimits } from '@weir/core';
import { EgressRules, modeFor } from '@weir/ingress';
import { parseModeSpec } from '@weir/mode-spec';
import { makeHttp1, standardProtocols, type ProtocolOptions } from '@weir/protocols';
import { createProxy, type Listening, type ProxyOptions } from '@weir/runtime';
import { Tape } from '@weir/testing';
import { RawClient, RawOrigin, Tinyproxy, Weir, World, curl } from '../src/index.ts';

/** Modes that leave through proxies: all by a tinyproxy, some hosts by a second Weir's socks5, or its regular over TLS, some directly. */
let world: World;
let next: Weir;
let tiny: Tinyproxy;
let weir: Weir;
let origin: RawOrigin;

const names = ['regular', 'socks5', 'http', 'https', 'tcp'] as const;
const port = (mode: (typeof names)[number]): number => weir.port(names.indexOf(mode));
const to = (mode: (typeof names)[number]): string => `http://127.0.0.1:${port(mode)}`;

beforeAll(async () => {
  world = await World.create();
  const trust = ['--ssl-verify-upstream-trusted-ca', world.authority.certificate];
  next = await Weir.up(['--mode', 'socks5@127.0.0.1:0', '--mode', 'regular@127.0.0.1:0', ...trust]);
  tiny = await Tinyproxy.start(world.folder, 'tiny');
  origin = await RawOrigin.start((socket) => {
    socket.write('220 hi\r\n');
    socket.on('data', (bytes) => socket.write(`250 ${bytes.toString()}`)).on('end', () => socket.end());
  });
  const { nginx } = world;
  const modes = ['regular', 'socks5', `reverse:http://127.0.0.1:${nginx.port}`, `reverse:https://localhost:${nginx.tlsPort}`, `reverse:tcp://127.0.0.1:${origin.port}`];
  weir = await Weir.up([
    ...modes.flatMap((mode) => ['--mode', `${mode}@127.0.0.1:0`]), ...trust,
    '--via', tiny.url, ...[nginx.port, 1].flatMap((at) => ['--via', `localhost:${at}=socks5h://u:secret@127.0.0.1:${next.port()}`]),
    '--via', '127.0.0.3=direct', '--no-proxy', '127.0.0.2/32,none.invalid',
  ]);
}, 60_000);

afterAll(async () => {
  for (const each of [weir, next, tiny, origin, world]) await each[Symbol.asyncDispose]();
});

/** The newest flow that matches. */
async function newest(filter: string) {
  return (await weir.settled(filter)).at(-1)!;
}

test('reverse:http: the request is given to the proxy', async () => {
  expect(await curl(`${to('http')}/host?reverse-http`)).toMatchObject({ status: 200, body: `127.0.0.1:${world.nginx.port}\n` });
  expect(await newest('~u reverse-http')).toMatchObject({ server: { address: '127.0.0.1', port: world.nginx.port, via: tiny.url }, request: { path: '/host?reverse-http' }, response: { status: 200 } });
  expect(tiny.log).toMatch(new RegExp(`GET http://127\\.0\\.0\\.1:${world.nginx.port}/host\\?reverse-http HTTP/1\\.1`));
  expect(tiny.log).not.toContain(`CONNECT 127.0.0.1:${world.nginx.port}`);
});

test('reverse:https: TLS in a tunnel', async () => {
  expect(await curl(`${to('https')}/hello.txt?reverse-https`)).toMatchObject({ status: 200, body: 'hello from nginx\n' });
  expect(await newest('~u reverse-https')).toMatchObject({ server: { via: tiny.url, tls: { sni: 'localhost' } } });
});

test('reverse:tcp: a tunnel, and the server speaks first', async () => {
  await using client = await RawClient.open(port('tcp'));
  await client.sees('220 hi\r\n');
  client.send('x');
  await client.sees('250 x');
  client.socket.end();
  await client.closed();
  expect(await newest(`~tcp & ~dst ":${origin.port}"`)).toMatchObject({ state: 'complete', server: { via: tiny.url } });
});

test('regular: plain and https', async () => {
  expect(await curl('-x', to('regular'), `http://127.0.0.1:${world.nginx.port}/hello.txt?regular-plain`)).toMatchObject({ status: 200 });
  expect(await curl('-x', to('regular'), '--cacert', weir.authority, `https://localhost:${world.nginx.tlsPort}/hello.txt?regular-tls`)).toMatchObject({ status: 200 });
  for (const name of ['regular-plain', 'regular-tls']) expect(await newest(`~u ${name}`)).toMatchObject({ server: { via: tiny.url } });
});

test('socks5: plain requests are given to the HTTP proxy, TLS takes a tunnel, and so does a server that speaks first', async () => {
  const socks = ['--socks5-hostname', `127.0.0.1:${port('socks5')}`];
  expect(await curl(...socks, `http://127.0.0.1:${world.nginx.port}/hello.txt?socks-plain`)).toMatchObject({ status: 200 });
  expect(await curl(...socks, '--cacert', weir.authority, `https://localhost:${world.nginx.tlsPort}/hello.txt?socks-tls`)).toMatchObject({ status: 200 });
  for (const name of ['socks-plain', 'socks-tls']) expect(await newest(`~u ${name}`)).toMatchObject({ server: { via: tiny.url } });
  expect(tiny.log).toContain(`GET http://127.0.0.1:${world.nginx.port}/hello.txt?socks-plain`);
  await using client = await RawClient.open(port('socks5'));
  client.send(Buffer.from([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, origin.port >> 8, origin.port & 0xff]));
  await client.sees('220 hi\r\n');
});

test('a WebSocket takes a tunnel', async () => {
  await using server = await RawOrigin.answering('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nframe');
  await using client = await RawClient.open(port('regular'));
  client.send(`GET http://127.0.0.1:${server.port}/chat HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  await client.sees('frame');
  expect(server.text).toMatch(/^GET \/chat HTTP\/1\.1\r\n/);
  expect(tiny.log).toContain(`CONNECT 127.0.0.1:${server.port}`);
});

describe('for some hosts', () => {
  test('another proxy: SOCKS5, which resolves the name', async () => {
    const url = `http://localhost:${world.nginx.port}/hello.txt?by-socks`;
    expect(await curl('-x', to('regular'), url)).toMatchObject({ status: 200, body: 'hello from nginx\n' });
    expect(await newest('~u by-socks')).toMatchObject({ server: { address: 'localhost', via: `socks5://127.0.0.1:${next.port()}` } });
    expect((await next.settled('~u by-socks'))[0]).toMatchObject({ mode: 'socks5@127.0.0.1:0', server: { address: 'localhost' } });
  });

  test.each([
    ['a rule', '127.0.0.3', 'Cannot connect to 127.0.0.3:1:'], ['no_proxy, a network', '127.0.0.2', 'Cannot connect to 127.0.0.2:1:'], ['no_proxy, a name', 'a.none.invalid', 'Cannot resolve a.none.invalid:'],
  ])('none, by %s', async (_what, host, words) => {
    const answer = await curl('-x', to('regular'), `http://${host}:1/direct`);
    expect(answer).toMatchObject({ status: 502, body: expect.stringContaining(words) });
    const flow = await newest(`~d ${host}`);
    expect([flow.server!.address, flow.server!.via]).toEqual([host, undefined]);
  });
});

test('a SOCKS5 proxy\'s refusals are errors of ours', async () => {
  const refused = await curl('-x', to('regular'), 'http://localhost:1/refused');
  expect(refused).toMatchObject({ status: 502, body: expect.stringContaining('the connection was refused (SOCKS reply 5)') });
  expect(await newest('~u refused & ~e')).toMatchObject({ error: { code: 'connect-refused' } });
});

test('TLS to the proxy, TLS through it, whatever the mode', async () => {
  const { nginx } = world;
  const by = `https://localhost:${next.port(1)}`;
  await using first = await Weir.up(['--mode', `reverse:https://localhost:${nginx.tlsPort}@127.0.0.1:0`, '--mode', `reverse:http://127.0.0.1:${nginx.port}@127.0.0.1:0`, '--via', by, '--ssl-verify-upstream-trusted-ca', next.authority]);
  for (const n of [0, 1]) expect(await curl(`http://127.0.0.1:${first.port(n)}/hello.txt`)).toMatchObject({ status: 200, body: 'hello from nginx\n' });
  const flows = await first.settled('~http', 2);
  expect(flows.map(({ server }) => server)).toMatchObject([{ via: by, tls: { sni: 'localhost' } }, { via: by }]);
}, 60_000);

test('the password of via is in no flow and in no log', async () => {
  expect(JSON.stringify(await weir.flows()) + weir.log).not.toContain('secret');
});

describe('in this process', () => {
  interface Inside extends AsyncDisposable {
    readonly port: number;
    readonly tape: Tape;
  }

  async function inside(spec: string, { via = [], connectMs = 5000, options = {}, answerers = {} }: {
    readonly via?: readonly string[]; readonly connectMs?: number; readonly options?: Partial<ProtocolOptions>; readonly answerers?: ProxyOptions['answerers'];
  }): Promise<Inside> {
    const tape = new Tape();
    const limits = { ...defaultLimits, connectMs };
    const proxy = createProxy({
      modes: [modeFor(parseModeSpec(spec), { host: '127.0.0.1', port: 0 }, { egress: new EgressRules({ via, noProxy: [] }) })],
      protocols: standardProtocols({ recorder: tape, limits, options, http: makeHttp1() }), limits, answerers, log: { event: () => {} },
    });
    const [{ port: at }] = await proxy.listen() as [Listening];
    return { port: at, tape, [Symbol.asyncDispose]: () => proxy.close() };
  }

  test('a proxy that falls silent is given up in time', async () => {
    await using silent = await RawOrigin.start(() => {});
    await using proxy = await inside('regular', { via: [`http://127.0.0.1:${silent.port}`], connectMs: 200 });
    await using client = await RawClient.open(proxy.port);
    client.send('CONNECT nowhere.invalid:443 HTTP/1.1\r\n\r\n');
    await client.sees('no answer within 200 ms while asking it for a tunnel');
    expect(proxy.tape.flows).toMatchObject([{ outcome: 'connect-timeout' }]);
  });

  test('a SOCKS5 proxy that asks who it is', async () => {
    const asked: string[] = [];
    await using socks = await inside('socks5', {
      options: { authenticate: true },
      answerers: { authenticate: ({ user, password }) => ({ kind: 'authenticate', ok: asked.push(`${user} ${password}`) > 0 && password === 'right p@ss' }) },
    });
    const through = (userinfo: string) => inside('regular', { via: [`socks5://${userinfo}127.0.0.1:${socks.port}`] });
    await using known = await through('us%C3%A9r:right%20p%40ss@');
    await using imposter = await through('u:wrong@');
    await using stranger = await through('');
    const url = `http://127.0.0.1:${world.nginx.port}/hello.txt`;
    expect(await curl('-x', `http://127.0.0.1:${known.port}`, url)).toMatchObject({ status: 200 });
    expect(await curl('-x', `http://127.0.0.1:${imposter.port}`, url)).toMatchObject({ status: 502, body: expect.stringContaining('does not take the credentials') });
    expect(await curl('-x', `http://127.0.0.1:${stranger.port}`, url)).toMatchObject({ status: 502, body: expect.stringContaining('it wants credentials') });
    expect(asked).toEqual(['us\u00e9r right p@ss', 'u wrong']);
    expect([known, imposter, stranger].map(({ tape }) => tape.flows[0]?.outcome)).toEqual(['complete', 'upstream-refused', 'upstream-refused']);
  });
});

test('nothing was lost', async () => {
  const { captured, stored, lost } = await weir.loss();
  expect({ captured, lost }).toEqual({ captured: stored, lost: [] });
});
