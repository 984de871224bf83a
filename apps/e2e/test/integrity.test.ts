import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { FlowJson } from '@weir/flow';
import { Weir, World } from '../src/index.ts';
import { digestOf, digestOrigin, sendInPieces, sha256, type DigestOrigin, type Digests } from './digest-origin.ts';

// Memory that bytes are read into is used again: bodies that cross at many connections at once come out as they went in, and are stored so.

/** How a client reaches the origin. */
interface Way {
  readonly name: string;
  /** A socket that is given requests for the path or, of a proxy, the whole URL. */
  open(): Promise<Socket>;
  readonly prefix?: string;
}

let world: World;
let origin: DigestOrigin;
let next: Weir;
let weir: Weir;
let both: string;

beforeAll(async () => {
  world = await World.create();
  const { authority } = world;
  origin = await digestOrigin(await authority.issue(['127.0.0.1', 'localhost']));
  next = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--ssl-verify-upstream-trusted-ca', authority.certificate]);
  both = world.folder.file('both.pem');
  writeFileSync(both, readFileSync(authority.certificate, 'utf8') + readFileSync(next.authority, 'utf8'));
}, 60_000);

afterEach(() => weir[Symbol.asyncDispose]());

afterAll(async () => {
  for (const each of [next, origin, world]) await each[Symbol.asyncDispose]();
});

async function start(...more: readonly string[]): Promise<void> {
  weir = await Weir.up([
    '--mode', 'regular@127.0.0.1:0', '--mode', 'socks5@127.0.0.1:0',
    '--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`, '--mode', `reverse:https://localhost:${origin.tlsPort}@127.0.0.1:0`,
    '--mode', `upstream:https://localhost:${next.port()}@127.0.0.1:0`,
    '--ssl-verify-upstream-trusted-ca', both, ...more,
  ]);
}

async function tcp(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket;
}

async function tls(socket: Socket): Promise<Socket> {
  const secured = connectTls({ socket, servername: 'localhost', ca: [readFileSync(weir.authority)] });
  await once(secured, 'secureConnect');
  return secured;
}

/** Sends a message of a dialogue and takes its answer, of which nothing else is read. */
async function said(socket: Socket, message: string, isAnswered: (answer: string) => boolean): Promise<Socket> {
  socket.write(message, 'latin1');
  let answer = '';
  while (!isAnswered(answer)) {
    const byte = socket.read(1) as Buffer | null;
    if (byte === null) await once(socket, 'readable');
    else answer += byte.toString('latin1');
  }
  return socket;
}

const tunnelled = (socket: Socket, port: number): Promise<Socket> =>
  said(socket, `CONNECT localhost:${port} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`, (answer) => answer.endsWith('\r\n\r\n'));

async function socks(port: number): Promise<Socket> {
  const socket = await said(await tcp(weir.port(1)), '\x05\x01\x00', ({ length }) => length === 2);
  return said(socket, `\x05\x01\x00\x01\x7f\x00\x00\x01${String.fromCharCode(port >> 8, port & 0xff)}`, ({ length }) => length === 10);
}

const ways = (): readonly Way[] => [
  { name: 'regular', open: () => tcp(weir.port(0)), prefix: `http://127.0.0.1:${origin.port}` },
  { name: 'connect', open: async () => tls(await tunnelled(await tcp(weir.port(0)), origin.tlsPort)) },
  { name: 'tls-in-tls', open: async () => tls(await tunnelled(await tls(await tcp(weir.port(0))), origin.tlsPort)) },
  { name: 'socks5', open: () => socks(origin.port) },
  { name: 'socks5-tls', open: async () => tls(await socks(origin.tlsPort)) },
  { name: 'reverse', open: () => tcp(weir.port(2)) },
  { name: 'reverse-tls', open: async () => tls(await tcp(weir.port(3))) },
  { name: 'upstream', open: async () => tls(await tunnelled(await tcp(weir.port(4)), origin.tlsPort)) },
];

/** None, some that are sent as they are, some that are lent, and up to 400 KB. */
const anySize = (): number => Math.floor(Math.random() < 0.1 ? 0 : 400_000 ** Math.random());

/** One exchange; what the client has sent and received. */
async function exchange(socket: Socket, target: string): Promise<Digests> {
  const body = randomBytes(anySize());
  const outgoing = request({ createConnection: () => socket, method: 'POST', path: target, headers: { host: 'localhost', connection: 'keep-alive' } });
  if (body.length % 2 === 0) outgoing.setHeader('content-length', body.length);
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  const [[incoming]] = await Promise.all([answered, sendInPieces(outgoing, body).then(() => outgoing.end())]);
  return { request: sha256(body), response: await digestOf(incoming) };
}

async function stored(flow: FlowJson): Promise<Digests> {
  const kept = async (side: 'request' | 'response'): Promise<string> => sha256(flow[side]!.body.size === 0 ? Buffer.alloc(0) : await weir.body(flow, side));
  return { request: await kept('request'), response: await kept('response') };
}

test.each([['in one process', []], ['with workers', ['--workers', '2']]])('bodies are the same with the client, with the origin, and in the store: %s', async (_name, args) => {
  await start(...args);
  const prefix = `/${args.length}`;
  const client = new Map<string, Digests>();
  await Promise.all(ways().flatMap((way) => Array.from({ length: 6 }, async (_, n) => {
    for (let m = 0; m < 3; m++) {
      const path = `${prefix}-${way.name}-${n}-${m}`;
      client.set(path, await exchange(await way.open(), `${way.prefix ?? ''}${path}?${anySize()}`));
    }
  })));
  const asked = [...client];
  expect(await Promise.all(asked.map(async ([path]) => [path, await origin.seen.get(path)]))).toEqual(asked);
  const flows = new Map((await weir.settled(`~u ${prefix}-`, asked.length)).map((flow) => [flow.request!.path!.replace(/\?.*/, ''), flow]));
  const kept: [string, Digests][] = [];
  for (const [path] of asked) kept.push([path, await stored(flows.get(path)!)]);
  expect(kept).toEqual(asked);
  expect(await weir.loss()).toMatchObject({ lost: [] });
}, 60_000);
