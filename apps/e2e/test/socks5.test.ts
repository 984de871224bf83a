import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GitRepository, RawClient, RawOrigin, Weir, World, curl, freePort, run } from '../src/index.ts';

let world: World;
let weir: Weir;

beforeAll(async () => {
  world = await World.create();
  weir = await Weir.up(['--mode', 'socks5@127.0.0.1:0', '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
}, 30_000);

afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const proxy = (by: Weir = weir): string => `127.0.0.1:${by.port()}`;
const greeting = '\x05\x01\x00';
const port16 = (port: number): string => String.fromCharCode(port >> 8, port & 0xff);
const toName = (name: string, port: number, command = 1): string => `\x05${String.fromCharCode(command)}\x00\x03${String.fromCharCode(name.length)}${name}${port16(port)}`;
const toIpv4 = (ip: string, port: number): string => `\x05\x01\x00\x01${String.fromCharCode(...ip.split('.').map(Number))}${port16(port)}`;
const unbound = '\0\x01\0\0\0\0\0\0';

/** All that the proxy sends until it closes, for what a client sends. */
async function answerTo(bytes: string, by: Weir = weir): Promise<string> {
  await using client = await RawClient.open(by.port());
  client.send(bytes);
  await client.closed();
  expect(client.error).toBeUndefined();
  return client.received;
}

/** The tcp flows in error that began since `since`, once there is one. */
async function failed(since: Date): Promise<unknown> {
  const [flow] = await weir.settled(`~tcp & ~state error & ~since "${since.toISOString()}"`);
  return flow;
}

describe('curl', () => {
  test('--socks5: the client resolves, the flow is the exchange alone', async () => {
    expect(await curl('--socks5', proxy(), `http://localhost:${world.nginx.port}/hello.txt?local`)).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
    const flows = await weir.settled('~u local');
    expect(flows).toMatchObject([{
      type: 'http', state: 'complete', mode: 'socks5@127.0.0.1:0', server: { address: '127.0.0.1', port: world.nginx.port },
      request: { method: 'GET', url: `http://localhost:${world.nginx.port}/hello.txt?local` }, response: { status: 200 },
    }]);
    expect(await weir.flows('~tcp')).toEqual([]);
  });

  test('--socks5-hostname: Weir resolves', async () => {
    expect(await curl('--socks5-hostname', proxy(), `http://localhost:${world.nginx.port}/hello.txt?remote`)).toMatchObject({ code: 0, body: 'hello from nginx\n' });
    expect(await weir.settled('~u remote')).toMatchObject([{ state: 'complete', server: { address: 'localhost', ip: '127.0.0.1' } }]);
  });

  test('https is intercepted', async () => {
    for (const option of ['--socks5', '--socks5-hostname']) {
      expect(await curl(option, proxy(), '--cacert', weir.authority, `https://localhost:${world.nginx.tlsPort}/hello.txt?${option}`)).toMatchObject({ code: 0, body: 'hello from nginx\n' });
    }
    for (const option of ['socks5', 'socks5-hostname']) {
      expect(await weir.settled(`~u "--${option}$"`)).toMatchObject([{
        type: 'http', state: 'complete', request: { scheme: 'https', host: 'localhost' }, client: { tls: { sni: 'localhost' } },
        server: { tls: { version: 'TLSv1.3', certificate: { names: ['localhost', 'origin.test', '127.0.0.1'] } } },
      }]);
    }
  });

  test('an IPv6 literal', async () => {
    const server = createServer((request, response) => response.end(`host ${request.headers.host ?? ''}\n`)).listen(0, '::1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      for (const option of ['--socks5', '--socks5-hostname']) {
        expect(await curl(option, proxy(), `http://[::1]:${port}/six`)).toMatchObject({ code: 0, body: `host [::1]:${port}\n` });
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
    const one = { state: 'complete', server: { address: '::1', ip: '::1', port }, request: { host: '::1', url: `http://[::1]:${port}/six` } };
    expect(await weir.settled('~u /six', 2)).toMatchObject([one, one]);
  });

  test('two requests on one connection, an upload', async () => {
    const file = world.folder.file('www/3m.bin');
    expect((await curl('--socks5', proxy(), '-T', file, '-X', 'POST', `http://localhost:${world.nginx.port}/upload`)).body).toBe(`got ${3 << 20}\n`);
    const url = `http://localhost:${world.nginx.port}/uri`;
    expect((await curl('--socks5', proxy(), `${url}?one`, `${url}?two`)).body).toContain('/uri?two');
    expect(await weir.settled('~u "uri.(one|two)"', 2)).toMatchObject([{ state: 'complete' }, { state: 'complete' }]);
  });

  test('a server that speaks first', async () => {
    await using origin = await RawOrigin.start((socket) => socket.end('SSH-2.0-greets\r\n'));
    const result = await run('curl', ['-q', '-sS', '--max-time', '10', '--noproxy', '', '-x', `socks5h://${proxy()}`, `telnet://localhost:${origin.port}`]);
    expect(result.stdout).toBe('SSH-2.0-greets\r\n');
    const [flow] = await weir.settled(`~tcp & ~dst :${origin.port}`);
    expect(flow).toMatchObject({ state: 'complete', server: { address: 'localhost', port: origin.port }, messages: { count: 1, bytes: 16 } });
  });

  test('a password that nobody asked for is left out', async () => {
    expect(await curl('--socks5', `secret-user:secret-pass@${proxy()}`, `http://localhost:${world.nginx.port}/hello.txt?secret`)).toMatchObject({ code: 0 });
    const [flow] = await weir.settled('~u secret');
    expect(JSON.stringify(flow)).not.toMatch(/secret-(user|pass)/);
    expect(weir.log).not.toMatch(/secret-(user|pass)/);
  });

  test('a failure, as it is told to people', async () => {
    const refused = await curl('--socks5', proxy(), `http://127.0.0.1:${await freePort()}/`);
    expect(refused).toMatchObject({ code: 97 });
    expect(refused.stderr).toContain('(5)');
    const unknown = await curl('--socks5-hostname', proxy(), 'http://nobody.invalid/');
    expect(unknown).toMatchObject({ code: 97 });
    expect(unknown.stderr).toContain('(4)');
  });
});

test('git clones through it', async () => {
  const repository = await GitRepository.create(world.folder);
  expect(await repository.cloned(`http://localhost:${world.nginx.port}/house.git`, 'cloned', `http.proxy=socks5h://${proxy()}`)).toBe('a house\n');
  const flows = await weir.settled('~u house.git', 2);
  expect(flows.every((flow) => flow.state === 'complete' && flow.request!.host === 'localhost')).toBe(true);
});

describe('byte for byte', () => {
  const slow = async (client: RawClient, text: string): Promise<void> => {
    for (const byte of text) {
      client.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  test('the success names our end of the connection; the bytes arrive, one at a time', async () => {
    let from = 0;
    await using origin = await RawOrigin.start((socket) => {
      from = socket.remotePort!;
      socket.write('\x00\xfe');
      socket.on('end', () => socket.end());
    });
    await using client = await RawClient.open(weir.port());
    await slow(client, greeting + toIpv4('127.0.0.1', origin.port));
    await client.sees('\x00\xc3\xbe');
    await slow(client, '\x00\x01\x02');
    client.socket.end();
    await client.closed();
    expect(client.received).toBe(`\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01${port16(from)}\x00\xc3\xbe`);
    expect(origin.text).toBe('\x00\x01\x02');
    expect(await weir.settled(`~tcp & ~dst :${origin.port}`)).toMatchObject([{ server: { address: '127.0.0.1', port: origin.port } }]);
  });

  test('greeting, request and what is for the server in one segment', async () => {
    await using origin = await RawOrigin.answering('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone');
    await using client = await RawClient.open(weir.port());
    client.send(`${greeting}${toName('localhost', origin.port)}GET /ahead HTTP/1.1\r\nHost: a\r\n\r\n`);
    await client.sees('done');
    expect(client.received).toMatch(/^\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01[^]{2}HTTP\/1\.1 200 OK\r\nContent-Length: 4\r\n\r\ndone$/);
    expect(origin.text).toBe('GET /ahead HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await weir.settled('~u /ahead')).toMatchObject([{ request: { host: 'a' }, server: { address: 'localhost' } }]);
  });

  test.each([
    ['the network cannot be reached: 03', toIpv4('255.255.255.255', 80), '\x03', 'connect-unreachable'],
    ['the name does not exist: 04', toName('nobody.invalid', 80), '\x04', 'dns-failure'],
    ['the domain is no name: 04', toName('a/b', 80), '\x04', 'destination-unknown'],
    ['the domain is empty: 01', toName('', 80), '\x01', 'destination-unknown'],
    ['the port is 0: 01', toIpv4('127.0.0.1', 0), '\x01', 'destination-unknown'],
    ['BIND: 07', toName('localhost', 80, 2), '\x07', 'protocol-violation'],
    ['UDP ASSOCIATE: 07', toName('localhost', 80, 3), '\x07', 'protocol-violation'],
    ['an unknown command: 07', toName('localhost', 80, 9), '\x07', 'protocol-violation'],
    ['an unknown type of address: 08', '\x05\x01\x00\x02\x00\x50', '\x08', 'protocol-violation'],
    ['a reserved byte: 01', '\x05\x01\x01\x01\x7f\x00\x00\x01\x00\x50', '\x01', 'protocol-violation'],
    ['a request of another version: 01', '\x04\x01\x00\x50\x7f\x00\x00\x01\x00', '\x01', 'protocol-violation'],
  ])('%s', async (_what, request, reply, code) => {
    const since = new Date();
    expect(await answerTo(`${greeting}${request}`)).toBe(`\x05\x00\x05${reply}${unbound}`);
    expect(await failed(since)).toMatchObject({ type: 'tcp', state: 'error', error: { code } });
  });

  test('refused: 05, and the flow names the server', async () => {
    const since = new Date();
    const port = await freePort();
    expect(await answerTo(greeting + toName('localhost', port))).toBe(`\x05\x00\x05\x05${unbound}`);
    expect(await failed(since)).toMatchObject({ error: { code: 'connect-refused' }, server: { address: 'localhost', port } });
  });

  test('its own port: 02', async () => {
    const since = new Date();
    expect(await answerTo(greeting + toIpv4('127.0.0.1', weir.port()))).toBe(`\x05\x00\x05\x02${unbound}`);
    expect(await failed(since)).toMatchObject({ error: { code: 'destination-unknown' } });
  });

  test('no method that is served: two bytes, then the end', async () => {
    const since = new Date();
    expect(await answerTo('\x05\x02\x01\x02')).toBe('\x05\xff');
    expect(await failed(since)).toMatchObject({ error: { code: 'protocol-violation' } });
    expect(await answerTo('\x05\x00')).toBe('\x05\xff');
  });

  test.each([
    ['SOCKS4', '\x04\x01\x00\x50\x7f\x00\x00\x01\x00'], ['HTTP', 'GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n'], ['TLS', '\x16\x03\x01\x02\x00\x01'],
  ])('%s is closed without a byte, and guessed at in flow and log', async (name, bytes) => {
    const since = new Date();
    expect(await answerTo(bytes)).toBe('');
    const flow = await failed(since) as { error: { message: string }; server?: unknown };
    expect(flow).toMatchObject({ error: { code: 'protocol-violation', message: `This is not SOCKS5: ${flow.error.message.slice(20)}` } });
    expect(flow.error.message).toContain(name);
    expect(flow.server).toBeUndefined();
    expect(weir.log).toContain(flow.error.message);
  });

  test('a client that leaves in the middle; one that says nothing is no flow', async () => {
    const since = new Date();
    await using silent = await RawClient.open(weir.port());
    silent.socket.end();
    await silent.closed();
    await using client = await RawClient.open(weir.port());
    client.send(`${greeting}\x05\x01`).socket.end();
    await client.closed();
    expect(client.received).toBe('\x05\x00');
    expect(await failed(since)).toMatchObject({ error: { code: 'closed-early' } });
    expect(await weir.flows(`~since "${since.toISOString()}"`)).toHaveLength(1);
  });
});

test('lazily, success comes at once; what fails then is told in HTTP', async () => {
  await using lazy = await Weir.up(['--mode', 'socks5@127.0.0.1:0', '--connection-strategy', 'lazy']);
  const port = await freePort();
  await using client = await RawClient.open(lazy.port());
  client.send(greeting + toName('localhost', port));
  await client.sees(`\x05\x00\x05\x00${unbound}`);
  client.send('GET /late HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.closed();
  expect(client.received.slice(12)).toMatch(/^HTTP\/1\.1 502 /);
  expect(await lazy.settled('~http')).toMatchObject([{ state: 'error', error: { code: 'connect-refused' }, server: { address: 'localhost', port } }]);
  expect(await curl('--socks5-hostname', proxy(lazy), `http://localhost:${world.nginx.port}/hello.txt`)).toMatchObject({ code: 0, body: 'hello from nginx\n' });
}, 60_000);

test('beside another mode', async () => {
  await using two = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--mode', 'socks5@127.0.0.1:0']);
  const url = `http://localhost:${world.nginx.port}/hello.txt`;
  expect(await curl('--socks5', `127.0.0.1:${two.port(1)}`, url)).toMatchObject({ code: 0, body: 'hello from nginx\n' });
  expect(await curl('-x', two.proxy(0), url)).toMatchObject({ code: 0, body: 'hello from nginx\n' });
  expect((await two.settled('~http', 2)).map(({ mode }) => mode)).toEqual(['socks5@127.0.0.1:0', 'regular@127.0.0.1:0']);
}, 60_000);
