import { readFileSync } from 'node:fs';
import { RawClient, Weir, World, until } from '../src/index.ts';

let world: World;
let weir: Weir;
const clients: RawClient[] = [];
beforeAll(async () => {
  world = await World.create();
  weir = await Weir.up(['--tcp-timeout', '2', '--mode', `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0`]);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client[Symbol.asyncDispose]()));
});
afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

async function come(count: number, bytes: string): Promise<void> {
  for (let i = 0; i < count; i++) {
    const client = await RawClient.open(weir.port());
    // None of them is what its owner looks at.
    clients.push(client.send(bytes));
  }
}

/** Others are served meanwhile, and within a time that says that nothing has come to a stop. */
async function othersAreServed(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    // A connection that was kept from an earlier test would be closed as idle about now.
    const answer = await fetch(`http://127.0.0.1:${weir.port()}/hello.txt`, { headers: { connection: 'close' }, signal: AbortSignal.timeout(3000) });
    expect([answer.status, await answer.text()]).toEqual([200, 'hello from nginx\n']);
  }
}

const residentMb = () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${weir.process.pid}/status`, 'latin1'))![1]) / 1024;

/** So many more flows of that filter than before `act`, none of them open; nothing else is out of order. */
async function endAs(filter: string, count: number, act: () => Promise<void>): Promise<void> {
  const before = (await weir.flows(filter)).length;
  const memory = residentMb();
  await act();
  await othersAreServed();
  await until(`${count} more flows of ${filter}`, async () => ((await weir.flows(filter)).length >= before + count ? true : undefined), 10_000);
  expect(await weir.flows(filter)).toHaveLength(before + count);
  expect(residentMb() - memory).toBeLessThan(128);
}

const error = (code: string) => (flow: { readonly error?: { readonly code: string } }) => flow.error?.code === code;

test('200 heads that are begun and never go on end as idle', async () => {
  await endAs('~e', 200, () => come(200, 'GET /slow HTTP/1.1\r\nX: '));
  expect((await weir.flows('~e')).filter(error('idle-timeout')).length).toBeGreaterThanOrEqual(200);
});

test('heads of 100,000 fields are refused with 431', async () => {
  const head = `GET /fields HTTP/1.1\r\nHost: a\r\n${'A: b\r\n'.repeat(100_000)}\r\n`;
  await endAs('~e', 20, () => come(20, head));
  expect((await weir.flows('~e')).slice(0, 20).every(error('limit-exceeded'))).toBe(true);
  for (const client of clients) expect(client.received === '' || client.received.startsWith('HTTP/1.1 431 ')).toBe(true);
});

test('a chunk extension without an end is not read to its end', async () => {
  const post = 'POST /sink HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5';
  await endAs('~u sink & ~e', 20, () => come(20, `${post};a=${'b'.repeat(40_000)}`));
  expect((await weir.flows('~u sink')).every(error('limit-exceeded'))).toBe(true);
});

test('a request that is written byte by byte is served', async () => {
  const client = await RawClient.open(weir.port());
  clients.push(client);
  for (const byte of 'GET /hello.txt?bytes HTTP/1.1\r\nHost: a\r\n\r\n') {
    client.send(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await client.sees('hello from nginx\n');
  expect(await weir.settled('~u bytes')).toMatchObject([{ state: 'complete', response: { status: 200 } }]);
});

test('30 clients that never read end as idle', async () => {
  for (let i = 0; i < 30; i++) {
    const client = await RawClient.open(weir.port());
    clients.push(client);
    client.socket.pause();
    // More than the kernel takes for them.
    client.send(`GET /3m.bin?never=${i} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(4));
  }
  await othersAreServed();
  const ended = async () => new Set((await weir.flows('~u never & ~e')).filter(error('idle-timeout')).map((flow) => flow.request?.path)).size;
  await until('an end of each', async () => ((await ended()) === 30 ? true : undefined), 10_000);
});

test('200 connections that say nothing are closed, each with a flow', async () => {
  await endAs('~tcp & ~e', 200, () => come(200, ''));
  await until('the end of all', () => (clients.every(({ ended, error: failure }) => ended || failure !== undefined) ? true : undefined), 10_000);
  expect((await weir.flows('~tcp & ~e')).every(error('idle-timeout'))).toBe(true);
});
