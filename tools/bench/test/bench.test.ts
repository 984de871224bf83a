import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contestantNamed } from '../src/contestants/index.ts';
import { measure, type Bench } from '../src/measure.ts';
import { openBench } from '../src/open-bench.ts';
import { processTree } from '../src/proc/usage.ts';
import { profileWeir } from '../src/profile-weir.ts';
import { scenariosNamed } from '../src/scenario.ts';
import { which } from '../src/which.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const options = { seconds: 0.2, warmUpSeconds: 0.1, connections: 2 };
/** Processes are started, and the machine may have other things to do. */
const patience = 60_000;

// Where nginx is not to be had, `npm test` says so.
const withNginx = which('nginx') === undefined ? describe.skip : describe;

withNginx('with nginx as origin', () => {
  let opening: ReturnType<typeof openBench>;
  let bench: Bench;
  beforeAll(async () => {
    opening = openBench();
    bench = await opening.opened;
  }, patience);
  afterAll(async () => {
    await opening.close();
    expect(existsSync(bench.folder)).toBe(false);
    expect(processTree(bench.load.pid)).toHaveLength(0);
  }, patience);

  test.each(['reverse-1k', 'post-100k', 'connect-tls-1k', 'new-tls-connections', 'tcp-1k'])('%s goes through the data plane without an error', async (name) => {
    const round = await measure(bench, scenariosNamed([name])[0]!, contestantNamed('weir-memory'), options);
    expect(round).toMatchObject({ errors: {} });
    expect(round.requests).toBeGreaterThan(0);
    expect(round.residentKb).toBeGreaterThan(10_000);
  }, patience);

  test('nginx itself', async () => {
    const round = await measure(bench, scenariosNamed(['tls-1k'])[0]!, contestantNamed('nginx'), options);
    expect(round).toMatchObject({ errors: {} });
    expect(round.requests).toBeGreaterThan(0);
  }, patience);

  test('a profile of the main thread', async () => {
    const text = await profileWeir(bench, scenariosNamed(['tcp-1k'])[0]!, contestantNamed('weir-off'), options, { folder: bench.folder, root: '/' });
    expect(text).toMatch(/^tcp-1k, weir-off: \d+ requests, errors \{\}\n\n.*tcp-1k-weir-off-thread-0\.cpuprofile\n +[\d.]+ % +\d+ ms {2}\S/);
  }, patience);
});

withNginx('the command', () => {
  test('stops all that it has started when it is interrupted', async () => {
    const child = spawn(process.execPath, ['--conditions=source', main, 'tcp-1k', '--only', 'weir-off'], { stdio: ['ignore', 'ignore', 'pipe'] });
    await once(child.stderr, 'data');
    while (processTree(child.pid!).length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
    const tree = processTree(child.pid!);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit') as [number];
    expect(code).toBe(130);
    for (const { id } of tree) expect(processTree(id).filter((stat) => !stat.isZombie)).toHaveLength(0);
  }, patience);
});

test.each([
  [['--nothing'], 64, /^bench: .*--nothing.*\n\nbench: what Weir costs/s],
  [['no-such-scenario'], 64, /there is no scenario no-such-scenario/],
])('%j', async (argv, expected, words) => {
  const child = spawn(process.execPath, ['--conditions=source', main, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  const [code] = await once(child, 'close') as [number];
  expect(code).toBe(expected);
  expect(text).toMatch(words);
}, patience);
