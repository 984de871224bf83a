import { readFileSync } from 'node:fs';
import { RawClient, RawOrigin, Weir, temporaryFolder, until } from '../src/index.ts';

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Processes that `pid` has started. */
function children(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

async function request(port: number, path: string): Promise<string> {
  await using client = await RawClient.open(port);
  client.send(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  await client.closed();
  return client.received;
}

test('two workers share a port; one is killed, the other serves, the loss is known; an orderly end stores all', async () => {
  using home = temporaryFolder('workers');
  await using origin = await RawOrigin.answering(answer);
  const args = ['--workers', '2', '--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`];
  const weir = await Weir.up(args, home);
  for (let n = 0; n < 40; n++) expect(await request(weir.port(), '/both')).toContain('200 OK');
  const both = new Set((await weir.settled('~u both', 40)).map((flow) => flow.producer));
  expect([...both].map((name) => name.replace(/^.*-(?=worker)/, '')).sort()).toEqual(['worker-1', 'worker-2']);
  expect((await (await weir.get('/api/v1/listeners')).json()) as object).toMatchObject({ listeners: [{ port: weir.port() }] });

  const [victim, survivor] = children(weir.process.pid!);
  process.kill(victim!, 'SIGKILL');
  await until('the crash in the log', () => (weir.log.includes('"worker-crashed"') ? true : undefined));
  expect(await request(weir.port(), '/meanwhile')).toContain('200 OK');
  await until('a successor', () => (weir.log.includes('"worker-restarted"') ? true : undefined));
  expect(children(weir.process.pid!)).toContain(survivor);
  for (let n = 0; n < 40; n++) expect(await request(weir.port(), '/after')).toContain('200 OK');
  expect(new Set((await weir.settled('~u after', 40)).map((flow) => flow.producer))).toEqual(both);
  expect(await weir.loss()).toMatchObject({ captured: 81, stored: 81, lost: [{ reason: 'crash', count: null }] });

  const late = 20;
  for (let n = 0; n < late; n++) expect(await request(weir.port(), '/late')).toContain('200 OK');
  const workers = children(weir.process.pid!);
  expect(await weir.stop()).toBe(0);
  for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);

  await using again = await Weir.up(args, home);
  expect(await again.flows('~u late')).toHaveLength(late);
}, 40_000);

test('a port in use is found though workers share theirs', async () => {
  await using origin = await RawOrigin.answering(answer);
  await expect(Weir.up(['--workers', '2', '--mode', `regular@127.0.0.1:${origin.port}`])).rejects.toThrow(/in use/);
});

test('workers end with a parent that is killed, after what they have open', async () => {
  await using origin = await RawOrigin.answering(answer);
  await using weir = await Weir.up(['--workers', '2', '--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`]);
  const workers = children(weir.process.pid!);
  expect(workers).toHaveLength(2);
  weir.process.kill('SIGKILL');
  await until('the end of the workers', () => (workers.every((pid) => !isRunning(pid)) ? true : undefined));
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
