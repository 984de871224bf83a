import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { RawOrigin, Weir, World, until } from '../src/index.ts';
import { tlsOrigin } from './tls-origin.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Less than what a leg has to be silent for before it is another client's (`Limits.parkedQuietMs`). */
const lateMs = 15;

type Misdeed = (socket: Socket, body: string, ms: number) => void;

const answer = (body: string, more = ''): string => `HTTP/1.1 200 OK\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;
const chunked = (body: string): string => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
/** Not where this process was so busy that it would come later than it may. */
function later(socket: Socket, ms: number, bytes: string): void {
  const written = performance.now();
  setTimeout(() => performance.now() - written < lateMs && socket.write(bytes), ms);
}

const misdeeds: readonly Misdeed[] = [
  (socket, body) => socket.write(answer(body) + answer(body)),
  (socket, body, ms) => {
    socket.write(answer(body));
    later(socket, ms, answer(body));
  },
  (socket, body, ms) => {
    socket.write(chunked(body));
    later(socket, ms, chunked(body));
  },
  (socket, body) => socket.write(`${chunked(body)}stray ${body}`),
  (socket, body, ms) => {
    socket.write(chunked(body));
    later(socket, ms, `stray ${body}`);
  },
  // Content-Length too short: the rest looks like an answer.
  (socket, body, ms) => {
    socket.write(answer(body.slice(0, body.length / 2)));
    later(socket, ms, body.slice(body.length / 2) + answer(body));
  },
  // Too long.
  (socket, body) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length + 5}\r\n\r\n${body}`, () => socket.end()),
  (socket, body, ms) => {
    socket.write('HTTP/1.1 304 Not Modified\r\n\r\n');
    later(socket, ms, answer(body));
  },
  (socket, body, ms) => {
    socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    later(socket, ms, answer(body));
  },
  (socket, body, ms) => {
    socket.write(answer(body));
    later(socket, ms, `HTTP/1.1 103 Early Hints\r\nLink: ${body}\r\n\r\n`);
  },
  (socket, body, ms) => {
    socket.write(answer(body));
    later(socket, ms, `HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nX-Of: ${body}\r\n\r\n`);
  },
  (socket, body, ms) => {
    socket.write(answer(body));
    setTimeout(() => socket.end(), ms);
  },
  (socket, body, ms) => {
    socket.write(answer(body));
    setTimeout(() => socket.resetAndDestroy(), ms);
  },
  (socket, body) => void socket.write(answer(body, 'Connection: keep-alive, Close\r\n'), () => socket.end(answer(body))),
];

/** Answers each request with the marker in its path, and does something wrong now and then: never later than `lateMs` after its answer. */
function badOrigin(seed: number): Promise<RawOrigin> {
  const below = numbers(seed);
  return RawOrigin.start((socket) => {
    let text = '';
    socket.on('end', () => socket.end()).on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const marker = /\/(c[0-9]+)/.exec(text)?.[1] ?? 'nobody';
        text = text.slice(end + 4);
        const body = `<${marker}>`.repeat(4);
        if (below(4) > 0) socket.write(answer(body));
        else misdeeds[below(misdeeds.length)]!(socket, body, below(lateMs));
      }
    });
  });
}

/** All that a client is told, until its connection ends. */
function told(port: number, origin: number, client: number, closes: boolean): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const head = `GET http://127.0.0.1:${origin}/c${client} HTTP/1.1\r\nHost: 127.0.0.1:${origin}\r\n`;
    socket.on('connect', () => socket.write(`${head}${closes ? 'Connection: close\r\n' : ''}\r\n`));
    socket.on('error', () => undefined).on('close', () => resolve(text));
    // Its answer is whole, and it goes: as a client does that asks once.
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (!closes && /^HTTP\/1\.1 (?:2|304)[^]*\r\n\r\n/.test(text)) socket.end();
    });
  });
}

async function strangers(options: readonly string[]): Promise<{ readonly answered: number; readonly foreign: readonly string[]; readonly log: string }> {
  const origins = await Promise.all(Array.from({ length: 24 }, (_, i) => badOrigin(i + 1)));
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', ...options]);
  const foreign: string[] = [];
  let answered = 0;
  await Promise.all(Array.from({ length: 200 }, async (_, client) => {
    const below = numbers(client + 1000);
    for (let i = 0; i < 8; i++) {
      const text = await told(weir.port(), origins[below(origins.length)]!.port, client, i % 2 === 0);
      const others = [...text.matchAll(/<(c[0-9]+)>/g)].filter(([, marker]) => marker !== `c${client}`);
      if (others.length > 0) foreign.push(`c${client} was told ${text}`);
      if (text.startsWith('HTTP/1.1 200')) answered++;
      await wait(below(20));
    }
  }));
  for (const origin of origins) await origin[Symbol.asyncDispose]();
  return { answered, foreign, log: weir.log };
}

test('of servers that say too much, too late, twice, or wrongly, nobody is told what was another\'s; as many are answered as where no connection is kept', async () => {
  const kept = await strangers(['--keep-server-connections']);
  expect(kept.foreign).toEqual([]);
  expect(kept.log).toContain('"event":"server-reused"');
  const alone = await strangers([]);
  expect(alone.foreign).toEqual([]);
  expect(alone.log).not.toContain('"event":"server-reused"');
  expect(kept.answered).toBeGreaterThan(1000);
  expect(kept.answered).toBeGreaterThan(alone.answered * 0.95);
}, 120_000);

/** Passes bytes on to `port`; what a client says after its first flight waits until `open` is called. */
async function gate(port: number): Promise<{ readonly port: number; open(): void; close(): void }> {
  const waiting: (() => void)[] = [];
  const server = createServer((client) => {
    const weir = connect(port, '127.0.0.1');
    weir.on('error', () => client.destroy()).pipe(client);
    client.on('error', () => weir.destroy()).once('data', (flight) => {
      weir.write(flight);
      client.pause();
      waiting.push(() => void client.pipe(weir));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, open: () => waiting.splice(0).forEach((each) => each()), close: () => server.close() };
}

test.each(['ends', 'answers'])('a connection that %s while the client it is kept for still shakes hands is not used', async (what) => {
  await using world = await World.create();
  const sockets: TLSSocket[] = [];
  await using origin = await tlsOrigin(await world.authority.issue(['localhost']), (socket) => {
    sockets.push(socket);
    socket.on('data', (bytes) => void socket.write(answer(`<${/c[0-9]+/.exec(bytes.toString())?.[0]}>`)));
  }, { ALPNProtocols: ['http/1.1'] });
  await using weir = await Weir.up(['--mode', `reverse:https://localhost:${origin.port}@127.0.0.1:0`, '--keep-server-connections', '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
  const between = await gate(weir.port());
  const ask = (marker: string): Promise<string> => new Promise((resolve, reject) => {
    const socket = connectTls({ port: between.port, host: '127.0.0.1', servername: 'localhost', ca: [readFileSync(weir.authority)] });
    let text = '';
    socket.on('error', reject).on('secureConnect', () => socket.write(`GET /${marker} HTTP/1.1\r\nHost: localhost\r\n\r\n`));
    socket.on('data', (bytes) => (text += bytes.toString()).includes('>') && resolve(socket.end() && text));
  });
  const first = ask('c1');
  const opening = setInterval(() => between.open(), 5);
  expect(await first).toContain('<c1>');
  clearInterval(opening);
  await wait(100);
  const second = ask('c2');
  await until('the connection is taken', () => weir.log.includes('"event":"server-reused"'));
  // The ClientHello is there, and answered.
  await wait(100);
  if (what === 'answers') sockets[0]!.write(answer('<c1>'));
  else sockets[0]!.end();
  await wait(50);
  between.open();
  expect(await second).toContain('<c2>');
  expect(sockets).toHaveLength(2);
  between.close();
}, 60_000);
