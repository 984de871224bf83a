import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

function run(...argv: string[]) {
  return spawnSync(process.execPath, ['--conditions=source', main, ...argv], { encoding: 'utf8' });
}

test('a command that makes no sense', () => {
  const { status, stderr } = run('--url', 'ftp://x');
  expect(status).toBe(64);
  expect(stderr).toMatch(/^load: --url: .*\n\nload: sends one request/);
});

test('by hand: one job, its result, and whether all was right', () => {
  // Port 1 of the loopback: nobody listens there.
  const { status, stdout } = run('--url', 'http://127.0.0.1:1/', '--connections', '1', '--requests', '1', '--seconds', '1');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ requests: 0, errors: { 'connect ECONNREFUSED': 2 } });
});
