import { RawClient, RawOrigin, Weir } from '../src/index.ts';

let origin: RawOrigin;
let weir: Weir;

beforeAll(async () => {
  origin = await RawOrigin.answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`, '--mode', 'regular@127.0.0.1:0']);
}, 30_000);

afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
});

const head = (fields: string, line = 'POST / HTTP/1.1'): string => `${line}\r\nHost: a\r\n${fields}\r\n`;
const refused: Readonly<Record<string, string>> = {
  'TE and CL': head('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n') + '0\r\n\r\n',
  'two CL that differ': head('Content-Length: 3\r\nContent-Length: 4\r\n') + 'abc',
  'two CL alike': head('Content-Length: 3\r\nContent-Length: 3\r\n') + 'abc',
  'a list of CL': head('Content-Length: 3, 3\r\n') + 'abc',
  'two TE': head('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n') + '0\r\n\r\n',
  'CL of +3': head('Content-Length: +3\r\n') + 'abc',
  'CL of -1': head('Content-Length: -1\r\n'),
  'CL of 0x3': head('Content-Length: 0x3\r\n') + 'abc',
  'CL of 03': head('Content-Length: 03\r\n') + 'abc',
  'empty CL': head('Content-Length:\r\n'),
  'TE xchunked': head('Transfer-Encoding: xchunked\r\n') + '0\r\n\r\n',
  'TE chunked, identity': head('Transfer-Encoding: chunked, identity\r\n') + '0\r\n\r\n',
  'TE on HTTP/1.0': head('Transfer-Encoding: chunked\r\n', 'POST / HTTP/1.0') + '0\r\n\r\n',
  'obs-fold': head('X: a\r\n b\r\n'),
  'bare CR in a value': head('X: a\rY: b\r\n'),
  'bare LF': head('X: a\nContent-Length: 5\r\n'),
  'heads ended by LF': 'GET / HTTP/1.1\nHost: a\n\n\r\n\r\n',
  'NUL in a value': head('X: a\0b\r\n'),
  'NUL in a name': head('X\0: a\r\n'),
  'space before the colon': head('Content-Length : 3\r\n') + 'abc',
  'tab before the colon': head('Content-Length\t: 3\r\n') + 'abc',
  'space before the name': head(' Content-Length: 3\r\n') + 'abc',
  'no colon': head('nonsense\r\n'),
  'empty name': head(': x\r\n'),
  'two Hosts': head('Host: b\r\n'),
  'no Host': 'GET / HTTP/1.1\r\n\r\n',
  'unknown version': head('', 'GET / HTTP/1.2'),
  'HTTP/0.9': 'GET /\r\n\r\n',
  'lower case version': head('', 'GET / http/1.1'),
  'a method that is no token': head('', 'G{T / HTTP/1.1'),
  'a control character in the target': head('', 'GET /\x01 HTTP/1.1'),
  'a space in the target': head('', 'GET /a b HTTP/1.1'),
  'chunk size 0x3': head('Transfer-Encoding: chunked\r\n') + '0x3\r\nabc\r\n0\r\n\r\n',
  'chunk size with a space': head('Transfer-Encoding: chunked\r\n') + '3 \r\nabc\r\n0\r\n\r\n',
  'chunk size with +': head('Transfer-Encoding: chunked\r\n') + '+3\r\nabc\r\n0\r\n\r\n',
  'chunk ended by LF': head('Transfer-Encoding: chunked\r\n') + '3\nabc\r\n0\r\n\r\n',
  'chunk longer than it says': head('Transfer-Encoding: chunked\r\n') + '3\r\nabcd\r\n0\r\n\r\n',
  'CL in the trailers': head('Transfer-Encoding: chunked\r\n') + '3\r\nabc\r\n0\r\nContent-Length: 5\r\n\r\n',
  'TE in the trailers': head('Transfer-Encoding: chunked\r\n') + '3\r\nabc\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n',
  'Host in the trailers': head('Transfer-Encoding: chunked\r\n') + '3\r\nabc\r\n0\r\nHost: b\r\n\r\n',
  'chunk size beyond any': head('Transfer-Encoding: chunked\r\n') + 'ffffffffffffffffff\r\n',
};

test.each(Object.entries(refused))('%s: refused, nothing of it reaches the origin', async (_name, bytes) => {
  const before = origin.text.length;
  await using client = await RawClient.open(weir.port());
  client.send(bytes);
  await client.closed();
  if (bytes.includes('chunked\r\n\r\n')) {
    // The head was right and went on; what is wrong in the body did not.
    const beyond = origin.text.slice(before);
    expect(beyond.slice(beyond.indexOf('\r\n\r\n') + 4)).not.toMatch(/abc\r\n0|0x3|\+3|ffff/);
    expect(client.received).not.toContain('200 OK');
  } else {
    expect(client.received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(client.received).toMatch(/\r\nConnection: close\r\n/i);
    expect(origin.text.slice(before)).toBe('');
  }
});

test('a head beyond 64 KiB is 431', async () => {
  const before = origin.text.length;
  await using client = await RawClient.open(weir.port());
  client.send(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`);
  await client.closed();
  expect(client.received).toMatch(/^HTTP\/1\.1 431 /);
  expect(origin.text.slice(before)).toBe('');
});

test('a smuggled request behind a good one is refused after the good answer', async () => {
  await using client = await RawClient.open(weir.port());
  client.send('GET /good HTTP/1.1\r\nHost: a\r\n\r\nGET /bad HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n');
  await client.closed();
  expect(client.received).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*okHTTP\/1\.1 400 Bad Request/);
  expect(origin.text).not.toContain('/bad');
});

test('in regular mode: CONNECT without a port, no destination', async () => {
  for (const bytes of ['CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n', 'GET / HTTP/1.0\r\n\r\n', 'GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n']) {
    await using client = await RawClient.open(weir.port(1));
    client.send(bytes);
    await client.closed();
    expect(client.received).toMatch(/^HTTP\/1\.[01] 400 Bad Request\r\n/);
  }
});

test('CONNECT at a reverse proxy is 400', async () => {
  await using client = await RawClient.open(weir.port());
  client.send('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n');
  await client.closed();
  expect(client.received).toMatch(/^HTTP\/1\.1 400 /);
});

test('each is an http flow with its error', async () => {
  const flows = await weir.settled('~e', Object.keys(refused).length);
  expect(new Set(flows.map((flow) => flow.error!.code))).toEqual(new Set(['protocol-violation', 'limit-exceeded']));
  expect(flows.every((flow) => flow.type === 'http' && flow.state === 'error')).toBe(true);
});
