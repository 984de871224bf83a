import { defaultLimits, ProxyError, type Limits } from '@weir/core';
import { modeFor } from '@weir/ingress';
import { parseModeSpec } from '@weir/mode-spec';
import { makeHttp1, standardProtocols, type ProtocolOptions } from '@weir/protocols';
import { createProxy, type Listening, type ProxyOptions } from '@weir/runtime';
import { Tape } from '@weir/testing';
import { RawClient, RawOrigin, curl } from '../src/index.ts';

/** A SOCKS5 proxy in this process, for what the command line cannot ask for: credentials, rules, short deadlines. */
interface Bench extends AsyncDisposable {
  readonly port: number;
  readonly tape: Tape;
  readonly log: string[];
}

async function socks5(options: Partial<ProtocolOptions>, limits: Partial<Limits> = {}, runtime: Partial<ProxyOptions> = {}): Promise<Bench> {
  const tape = new Tape();
  const log: string[] = [];
  const all = { ...defaultLimits, ...limits };
  const proxy = createProxy({
    modes: [modeFor(parseModeSpec('socks5'), { host: '127.0.0.1', port: 0 })],
    protocols: standardProtocols({ recorder: tape, limits: all, options, http: makeHttp1() }),
    limits: all,
    log: { event: (_level, name, fields, message) => void log.push(`${name} ${JSON.stringify(fields)} ${message}`) },
    ...runtime,
  });
  const [{ port }] = await proxy.listen() as [Listening];
  return { port, tape, log, [Symbol.asyncDispose]: () => proxy.close() };
}

async function answerTo(port: number, bytes: string): Promise<string> {
  await using client = await RawClient.open(port);
  client.send(bytes);
  await client.closed();
  expect(client.error).toBeUndefined();
  return client.received;
}

const request = '\x05\x01\x00\x03\x09a.example\x01\xbb';
const failure = (reply: string): string => `\x05\x00\x05${reply}\0\x01\0\0\0\0\0\0`;

describe('where clients must say who they are', () => {
  const asked: string[] = [];
  let bench: Bench;
  let origin: RawOrigin;
  beforeAll(async () => {
    origin = await RawOrigin.answering('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone');
    bench = await socks5({ authenticate: true }, {}, {
      answerers: {
        authenticate: async ({ user, password }) => {
          asked.push(`${user}:${password}`);
          return { kind: 'authenticate', ok: user === 'secret-user' && password === 'secret-pass' };
        },
      },
    });
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    await origin[Symbol.asyncDispose]();
  });

  test('curl with the right password', async () => {
    const before = bench.tape.flows.length;
    const answer = await curl('--socks5-hostname', `secret-user:secret-pass@127.0.0.1:${bench.port}`, `http://localhost:${origin.port}/`);
    expect(answer).toMatchObject({ code: 0, status: 200, body: 'done' });
    expect(asked.at(-1)).toBe('secret-user:secret-pass');
    expect(bench.tape.flows.slice(before)).toMatchObject([{ type: 'http', request: { path: '/' } }]);
  });

  test('curl with a wrong one, or with none', async () => {
    const before = bench.tape.flows.length;
    expect(await curl('--socks5', `secret-user:secret-word@127.0.0.1:${bench.port}`, `http://127.0.0.1:${origin.port}/`)).toMatchObject({ code: 97 });
    expect(await curl('--socks5', `127.0.0.1:${bench.port}`, `http://127.0.0.1:${origin.port}/`)).toMatchObject({ code: 97 });
    expect(bench.tape.flows.slice(before)).toMatchObject([{ type: 'tcp', outcome: 'auth-required' }, { type: 'tcp', outcome: 'auth-required' }]);
  });

  test('byte for byte, in one segment', async () => {
    expect(await answerTo(bench.port, '\x05\x01\x02\x01\x01u\x01p')).toBe('\x05\x02\x01\x01');
    expect(await answerTo(bench.port, '\x05\x01\x00')).toBe('\x05\xff');
    await using client = await RawClient.open(bench.port);
    client.send('\x05\x02\x00\x02\x01\x0bsecret-user\x0bsecret-pass\x05\x01\x00\x03\x09localhost' + String.fromCharCode(origin.port >> 8, origin.port & 0xff) + 'GET /ahead HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.sees('done');
    expect(client.received).toMatch(/^\x05\x02\x01\x00\x05\x00\x00\x01\x7f\x00\x00\x01[^]{2}HTTP\/1\.1 200 OK\r\n/);
  });

  test('credentials are in no flow, in no line of the log, in no byte to the server', () => {
    expect(asked.length).toBeGreaterThan(2);
    for (const text of [JSON.stringify(bench.tape.flows), bench.log.join('\n'), origin.text]) {
      expect(text.length).toBeGreaterThan(0);
      expect(text).not.toMatch(/secret-/);
    }
  });
});

test('nobody is there to ask', async () => {
  await using bench = await socks5({ authenticate: true });
  expect(await answerTo(bench.port, '\x05\x01\x02\x01\x01u\x01p')).toBe('\x05\x02\x01\x01');
  expect(bench.tape.flows).toMatchObject([{ type: 'tcp', outcome: 'internal' }]);
});

test('a rule that forbids the server: 02', async () => {
  await using bench = await socks5({}, {}, { guards: [() => new ProxyError('destination-blocked', 'a rule')] });
  expect(await answerTo(bench.port, '\x05\x01\x00\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x50')).toBe(failure('\x02'));
  expect(bench.tape.flows).toMatchObject([{ type: 'tcp', outcome: 'destination-blocked' }]);
});

test('no answer in time: 06', async () => {
  // A resolver that is silent stands for a network that drops packets: the deadline is the same.
  await using bench = await socks5({}, { connectMs: 100 }, { lookup: () => undefined });
  expect(await answerTo(bench.port, `\x05\x01\x00${request}`)).toBe(failure('\x06'));
  expect(bench.tape.flows).toMatchObject([{ type: 'tcp', outcome: 'connect-timeout' }]);
});

test.each([['no host', 'EHOSTUNREACH', '\x04'], ['no network', 'ENETUNREACH', '\x03']])('%s: what the system says', async (_what, code, reply) => {
  await using bench = await socks5({}, {}, { lookup: (_name, _options, callback) => callback(Object.assign(new Error(code), { code }), []) });
  expect(await answerTo(bench.port, `\x05\x01\x00${request}`)).toBe(failure(reply));
  expect(bench.tape.flows).toMatchObject([{ type: 'tcp', outcome: 'connect-unreachable' }]);
});

test('a client that does not finish its handshake is closed; one that says nothing leaves no flow', async () => {
  await using bench = await socks5({}, { handshakeMs: 100 });
  expect(await answerTo(bench.port, '\x05\x01\x00\x05')).toBe('\x05\x00');
  await using silent = await RawClient.open(bench.port);
  await silent.closed();
  expect(silent.received).toBe('');
  expect(bench.tape.flows).toMatchObject([{ type: 'tcp', outcome: 'limit-exceeded' }]);
});
