import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { RawClient, Weir, weirProgram, World } from '../src/index.ts';

// A request head that never stands still, and never is whole: the time that it has is short here.

let world: World;
let weir: Weir;
beforeAll(async () => {
  world = await World.create();
  const short = ['--import', new URL('short-head-time.ts', import.meta.url).href];
  weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0`], undefined, { command: weirProgram.toSpliced(-1, 0, ...short), env: process.env });
});
afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Never silent for long, until the connection ends. */
async function trickle(client: RawClient): Promise<void> {
  while (!client.ended && client.error === undefined) {
    client.send('x');
    await pause(50);
  }
}

const begun = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\nX: `;
/** Our own page, whole, and the end of the connection. */
const late = /^HTTP\/1\.1 408 Request Timeout\r\nServer: weir\r\n(?:[^\r\n]+\r\n)*Connection: close\r\n\r\n<html>[^]*<p>The request head took too long to arrive\.<\/p>[^]*<\/html>\n$/;
const failed = { type: 'http', state: 'error', error: { code: 'limit-exceeded', message: 'The request head took too long to arrive.' } };

test('is answered with 408 once its time is over, and others are served meanwhile', async () => {
  await using client = await RawClient.open(weir.port());
  const over = trickle(client.send(begun('/slow')));
  expect((await fetch(`http://127.0.0.1:${weir.port()}/hello.txt?meanwhile`, { headers: { connection: 'close' } })).status).toBe(200);
  await over;
  expect([client.error, client.received]).toEqual([undefined, expect.stringMatching(late)]);
  const [flow, ...more] = await weir.settled('~e');
  expect(more).toEqual([]);
  // There never was a request, and nginx was sent none.
  expect(flow).toMatchObject(failed);
  expect([flow!.request, flow!.response]).toEqual([undefined, undefined]);
  expect(readFileSync(world.folder.file('access.log'), 'utf8')).not.toContain('/slow');
}, 20_000);

test('on a connection that was served before it has a time of its own, from its first byte on', async () => {
  await using client = await RawClient.open(weir.port());
  for (const path of ['/hello.txt?first', '/hello.txt?second']) {
    client.received = '';
    await client.send(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).sees('hello from nginx\n');
    // Longer than a head may take: nothing was begun.
    await pause(1_500);
    expect(client.ended).toBe(false);
  }
  const before = (await weir.flows('~e')).length;
  client.received = '';
  await trickle(client.send(begun('/third')));
  expect([client.error, client.received]).toEqual([undefined, expect.stringMatching(late)]);
  expect((await weir.settled('~e', before + 1)).slice(before)).toMatchObject([failed]);
  expect(await weir.settled('~u first | ~u second', 2)).toMatchObject([{ state: 'complete' }, { state: 'complete' }]);
}, 20_000);
