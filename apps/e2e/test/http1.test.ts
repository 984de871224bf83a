import type { Socket } from 'node:net';
import { RawClient, RawOrigin, Weir, freePort, until } from '../src/index.ts';

let port: number;
let weir: Weir;

beforeAll(async () => {
  port = await freePort();
  weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${port}@127.0.0.1:0`]);
}, 30_000);

afterAll(() => weir[Symbol.asyncDispose]());

interface Through extends AsyncDisposable {
  readonly origin: RawOrigin;
  readonly client: RawClient;
  /** The flows of this client, once there are `count` and none is open. */
  settled(count?: number): ReturnType<Weir['settled']>;
}

/** A server that a test scripts behind the reverse proxy, and a raw client before it: the exact bytes of both sides. */
async function through(onSocket: (socket: Socket) => void): Promise<Through> {
  const origin = await RawOrigin.start(onSocket, port);
  const client = await RawClient.open(weir.port());
  const from = client.socket.localPort;
  return {
    origin, client,
    settled: (count) => weir.settled(`~http & ~src ":${from}$"`, count),
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await origin[Symbol.asyncDispose]();
    },
  };
}

function answer(bytes: string): (socket: Socket) => void {
  return (socket) => socket.on('data', () => socket.write(bytes, 'latin1'));
}

const get = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n';

test('HEAD: a Content-Length without a body, and the connection goes on', async () => {
  await using t = await through(answer('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'));
  t.client.send('HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\n');
  await t.client.sees('1000\r\n\r\n');
  t.client.send('HEAD /2 HTTP/1.1\r\nHost: a\r\n\r\n');
  const flows = await t.settled(2);
  expect(flows.map((flow) => flow.response!.body.size)).toEqual([0, 0]);
});

test('1xx pass and are not the answer', async () => {
  await using t = await through(answer('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  t.client.send('POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n');
  await t.client.sees('ok');
  t.client.send('hi');
  expect(t.client.received).toBe('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const [flow] = await t.settled();
  expect(flow).toMatchObject({ response: { status: 200 }, request: { body: { size: 2 } } });
});

test.each([['204 No Content', ''], ['304 Not Modified', 'Content-Length: 5\r\n']])('%s has no body', async (status, fields) => {
  await using t = await through(answer(`HTTP/1.1 ${status}\r\n${fields}\r\n`));
  t.client.send(get);
  await t.client.sees('\r\n\r\n');
  t.client.send(get);
  expect(await t.settled(2)).toHaveLength(2);
});

test('chunked with extensions and trailers, byte for byte, both ways', async () => {
  const chunked = '5;name="v"\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 42\r\nX-Other: b\r\n\r\n';
  await using t = await through((socket) => {
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (text.endsWith('X-Other: b\r\n\r\n')) socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n${chunked}`);
    });
  });
  t.client.send(`POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`);
  await t.client.sees('X-Other: b\r\n\r\n');
  expect(t.client.received).toBe(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n${chunked}`);
  expect(t.origin.text.endsWith(chunked)).toBe(true);
  const [flow] = await t.settled();
  const trailers = [['X-Sum', '42'], ['X-Other', 'b']];
  expect(flow).toMatchObject({ request: { trailers, body: { size: 6 } }, response: { trailers, body: { size: 6 } } });
  expect((await weir.body(flow!, 'response')).toString()).toBe('hello!');
});

test('a body until the end of the connection', async () => {
  await using t = await through((socket) => socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end')));
  t.client.send(get);
  await t.client.closed();
  expect(t.client.received).toBe('HTTP/1.1 200 OK\r\n\r\nuntil the end');
  expect((await t.settled())[0]).toMatchObject({ state: 'complete', response: { body: { size: 13 } } });
});

test('pipelined requests are answered in order', async () => {
  let n = 0;
  await using t = await through((socket) => socket.on('data', (bytes) => {
    for (let i = bytes.toString().split('\r\n\r\n').length - 1; i > 0; i--) socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${n++}`);
  }));
  t.client.send(get.replace('/x', '/0') + get.replace('/x', '/1') + get.replace('/x', '/2'));
  await t.client.sees('\r\n\r\n2');
  const flows = await t.settled(3);
  expect(await Promise.all(flows.map(async (flow) => [flow.request!.path, (await weir.body(flow, 'response')).toString()]))).toEqual([['/0', '0'], ['/1', '1'], ['/2', '2']]);
});

test('latin1 and UTF-8 octets in fields pass and are read', async () => {
  await using t = await through(answer('HTTP/1.1 200 Tr\xe8s bien\r\nX: caf\xe9\r\nY: caf\xc3\xa9\r\nContent-Length: 0\r\n\r\n'));
  t.client.send(get);
  await t.client.sees('\r\n\r\n');
  expect(t.client.received).toContain('X: caf\xe9\r\nY: caf\xc3\xa9');
  const [flow] = await t.settled();
  expect(flow!.response).toMatchObject({ reason: 'Très bien', headers: [['X', 'café'], ['Y', 'café'], ['Content-Length', '0']] });
});

test('an upgrade becomes a tunnel, the first bytes of the server in the same segment', async () => {
  await using t = await through((socket) => {
    let upgraded = false;
    socket.on('data', (bytes) => {
      if (upgraded) socket.write(`echo ${bytes.toString()}`);
      else socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\nfirst');
      upgraded = true;
    });
  });
  t.client.send('GET /up HTTP/1.1\r\nHost: a\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n');
  await t.client.sees('first');
  t.client.send('raw');
  await t.client.sees('echo raw');
  expect((await t.settled())[0]).toMatchObject({ state: 'complete', response: { status: 101 } });
});

test('h2c upgrades are stripped', async () => {
  await using t = await through(answer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  t.client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n');
  await t.client.sees('200 OK');
  expect(t.origin.text).not.toMatch(/h2c|HTTP2-Settings/i);
});

test('a server that closes in the middle of a body: the client sees no clean end', async () => {
  await using t = await through((socket) => socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart')));
  t.client.send(get);
  await t.client.closed();
  expect(t.client.error?.code).toBe('ECONNRESET');
  expect((await t.settled())[0]).toMatchObject({ state: 'error', error: { code: 'closed-early' }, response: { status: 200 } });
});

test('a server that closes before any answer: 502', async () => {
  await using t = await through((socket) => socket.on('data', () => socket.end()));
  t.client.send('POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');
  await t.client.sees('502 Bad Gateway');
  expect((await t.settled())[0]).toMatchObject({ state: 'error', error: { code: 'closed-early' } });
});

test('an answer that is no HTTP: 502, nothing of it passes', async () => {
  await using t = await through(answer('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'));
  t.client.send(get);
  await t.client.closed();
  expect(t.client.received).toMatch(/^HTTP\/1\.1 502 Bad Gateway/);
  expect((await t.settled())[0]).toMatchObject({ state: 'error', error: { code: 'protocol-violation' } });
});

test('a client that goes away in the middle', async () => {
  await using t = await through((socket) => socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\npart')));
  t.client.send(get);
  await t.client.sees('part');
  t.client.socket.resetAndDestroy();
  expect((await t.settled())[0]).toMatchObject({ state: 'error', error: { code: 'reset' }, response: { status: 200 } });
});

test('a server that closes between two exchanges is opened again', async () => {
  await using t = await through((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')));
  t.client.send(get);
  await t.client.sees('ok');
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.client.send(get);
  await until('a second answer', () => (t.client.received.split('200 OK').length === 3 ? true : undefined));
  expect(t.origin.connections).toBeGreaterThanOrEqual(2);
});

test('body_size_limit: 413 before anything goes on, 502 for an answer', async () => {
  await using origin = await RawOrigin.start(answer('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n'));
  await using limited = await Weir.up(['--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`, '--body-size-limit', '1k']);
  await using first = await RawClient.open(limited.port());
  first.send('POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n');
  await first.sees('413 ');
  expect(origin.text).toBe('');
  await using second = await RawClient.open(limited.port());
  second.send(get);
  await second.sees('502 ');
  const flows = await limited.settled('~http', 2);
  expect(flows.map((flow) => flow.error!.code)).toEqual(['limit-exceeded', 'limit-exceeded']);
});

test('HTTP/1.0 without keep-alive ends after its answer', async () => {
  await using t = await through(answer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  t.client.send('GET /x HTTP/1.0\r\n\r\n');
  await t.client.closed();
  expect(t.client.received).toContain('ok');
});

test('one byte at a time', async () => {
  await using t = await through(answer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  for (const byte of get) {
    t.client.send(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await t.client.sees('ok');
  expect((await t.settled())[0]).toMatchObject({ state: 'complete' });
});
