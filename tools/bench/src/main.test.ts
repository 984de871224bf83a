import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { processTree } from './proc/usage.ts';
import { which } from './which.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const patience = 240_000;

function start(...argv: string[]) {
  return spawn(process.execPath, ['--conditions=source', main, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
}

// skipped: only where there is no nginx, which `npm test` then says
(which('nginx') === undefined ? test.skip : test)('stops all that it has started when it is interrupted', async () => {
  // Whatever else runs on the machine is not waited for.
  const child = start('tcp-1k', '--only', 'weir-off', '--patience', '0');
  await once(child.stderr, 'data');
  while (processTree(child.pid!).length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
  const tree = processTree(child.pid!);
  child.kill('SIGINT');
  const [code] = await once(child, 'exit') as [number];
  expect(code).toBe(130);
  for (const { id } of tree) expect(processTree(id).filter((stat) => !stat.isZombie)).toHaveLength(0);
}, patience);

test.each([
  [['--nothing'], 64, 'stderr', /^bench: .*--nothing.*\n\nbench: what Weir costs/s],
  [['no-such-scenario'], 64, 'stderr', /there is no scenario no-such-scenario/],
  [['--help'], 0, 'stdout', /^bench: what Weir costs/],
  [['--list'], 0, 'stdout', /^Scenarios\n {2}reverse-1k .*\nContestants\n {2}nginx /s],
] as const)('%j', async (argv, expected, stream, words) => {
  const child = start(...argv);
  let text = '';
  child[stream].on('data', (chunk: Buffer) => { text += chunk.toString(); });
  const [code] = await once(child, 'close') as [number];
  expect(text).toMatch(words);
  expect(code).toBe(expected);
}, patience);
