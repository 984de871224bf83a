import { existsSync } from 'node:fs';
import { contestantNamed } from './contestants/index.ts';
import { measure, type Bench } from './measure.ts';
import { openBench } from './open-bench.ts';
import { processTree } from './proc/usage.ts';
import { profileWeir } from './profile-weir.ts';
import { scenariosNamed } from './scenario.ts';
import { which } from './which.ts';

const options = { seconds: 0.2, warmUpSeconds: 0.1, connections: 2, patienceSeconds: 0 };
/** Processes are started, and the machine may have other things to do. */
const patience = 240_000;

// skipped: only where there is no nginx, which `npm test` then says
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

  test('two at once each have an origin of their own', async () => {
    const other = openBench();
    try {
      for (const each of [bench, await other.opened]) {
        const answers = await Promise.all(['/1k', '/post'].map((path) => fetch(`http://127.0.0.1:${each.origin.http}${path}`, { method: path === '/post' ? 'POST' : 'GET' })));
        expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      }
    } finally {
      await other.close();
    }
  }, patience);

  test('nginx itself', async () => {
    const round = await measure(bench, scenariosNamed(['tls-1k'])[0]!, contestantNamed('nginx'), options);
    expect(round).toMatchObject({ errors: {} });
    expect(round.requests).toBeGreaterThan(0);
  }, patience);

  test('a profile of the main thread', async () => {
    const text = await profileWeir(bench, scenariosNamed(['tcp-1k'])[0]!, contestantNamed('weir-off'), options, { folder: bench.folder, root: '/' });
    expect(text).toMatch(/^tcp-1k, weir-off: \d+ requests, errors \{\}\n\n.*tcp-1k-weir-off-\d+-thread-0\.cpuprofile\n +[\d.]+ % +\d+ ms {2}\S/);
  }, patience);
});
