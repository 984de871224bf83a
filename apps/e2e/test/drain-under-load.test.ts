import { connect } from 'node:net';
import { Weir, World, temporaryFolder, until, type Folder } from '../src/index.ts';

let world: World;
beforeAll(async () => { world = await World.create(); });
afterAll(async () => { await world[Symbol.asyncDispose](); });

const body = 'hello from nginx\n';
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again on one kept connection, each time with a name of its own, until the connection is over. */
class Asking {
  readonly answered: { readonly id: string; readonly at: number }[] = [];
  /** The last answer said `Connection: close`. */
  told = false;
  /** What had come of an answer when the connection ended. */
  rest = '';
  readonly over: Promise<unknown>;

  constructor(port: number, name: string) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const ask = (): void => { socket.write(`GET /hello.txt?n=${name}-${this.answered.length} HTTP/1.1\r\nHost: a\r\n\r\n`); };
    socket.on('connect', ask).on('error', () => {}).on('data', (bytes) => {
      this.rest += bytes.toString('latin1');
      if (!this.rest.endsWith(body)) return;
      expect(this.rest).toMatch(/^HTTP\/1\.1 200 /);
      this.answered.push({ id: `${name}-${this.answered.length}`, at: performance.now() });
      this.told = /\r\nconnection: close\r\n/i.test(this.rest);
      this.rest = '';
      if (this.told) socket.end();
      else setTimeout(ask, 10);
    });
    this.over = new Promise((resolve) => { socket.on('close', resolve); });
  }
}

const names = (asking: readonly Asking[]) => asking.flatMap(({ answered }) => answered.map(({ id }) => id));

async function up(home: Folder): Promise<Weir> {
  return Weir.up(['--mode', `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0`], home);
}

/** The names of the requests whose exchange is stored whole. */
async function storedNames(weir: Weir): Promise<Set<string>> {
  const text = await (await weir.get('/api/v1/export?format=jsonl')).text();
  const flows = text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as { readonly state: string; readonly request?: { readonly path: string } });
  return new Set(flows.filter(({ state }) => state === 'complete').map(({ request }) => request!.path.split('=')[1]!));
}

test('SIGTERM under load: downloads finish, kept connections are told, every answer is stored, exit 0', async () => {
  using home = temporaryFolder('drain');
  const weir = await up(home);
  const asking = Array.from({ length: 50 }, (_, i) => new Asking(weir.port(), `c${i}`));
  const downloads = Array.from({ length: 5 }, () => fetch(`http://127.0.0.1:${weir.port()}/3m.bin`).then(async (response) => {
    await wait(500);
    return (await response.arrayBuffer()).byteLength;
  }));
  await until('load', () => (asking.every(({ answered }) => answered.length > 3) ? true : undefined));
  expect(await weir.stop()).toBe(0);
  expect(await Promise.all(downloads)).toEqual(Array(5).fill(3 << 20));
  await Promise.all(asking.map(({ over }) => over));
  // None ends within an answer; who asks on is told, but for such as a busy machine has made late.
  expect(asking.filter(({ rest }) => rest !== '')).toEqual([]);
  expect(asking.filter(({ told }) => told).length).toBeGreaterThan(25);

  await using again = await up(home);
  const stored = await storedNames(again);
  expect(names(asking).filter((name) => !stored.has(name))).toEqual([]);
  const { captured, stored: records, lost } = await again.loss();
  expect([captured - records, lost]).toEqual([0, []]);
}, 40_000);

test('kill -9 under load: the store opens again, has all that it had shown and all but the newest', async () => {
  using home = temporaryFolder('drain');
  const weir = await up(home);
  const asking = Array.from({ length: 30 }, (_, i) => new Asking(weir.port(), `c${i}`));
  await until('load', () => (asking.every(({ answered }) => answered.length > 20) ? true : undefined), 15_000);
  const seen = await storedNames(weir);
  // What is numbered later than 100 ms before the end may be missing; a busy machine gets more.
  await wait(200);
  const safe = performance.now();
  await wait(1000);
  weir.process.kill('SIGKILL');
  await Promise.all(asking.map(({ over }) => over));

  await using again = await up(home);
  const stored = await storedNames(again);
  expect([...seen].filter((name) => !stored.has(name))).toEqual([]);
  const due = asking.flatMap(({ answered }) => answered.filter(({ at }) => at < safe).map(({ id }) => id));
  expect(due.filter((name) => !stored.has(name))).toEqual([]);
  expect(due.length).toBeGreaterThan(30 * 20);
  expect(await again.loss()).toMatchObject({ lost: [{ reason: 'crash', count: null }] });
}, 40_000);
