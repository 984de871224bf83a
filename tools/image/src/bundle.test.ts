import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleApp } from './bundle-app.ts';
import { root } from './workspace.ts';

const command = join(import.meta.dirname, 'bundle.ts');
const folder = mkdtempSync(join(tmpdir(), 'weir-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the same bytes, from wherever it is run', async () => {
  const out = join(folder, 'command');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'weir', out], { cwd: '/', encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const { files } = await bundleApp(root, 'weir');
  expect(stdout).toMatch(new RegExp(`^${out}: ${files.size} files, \\d+\\.\\d MB\\n$`));
  for (const [path, bytes] of files) expect([path, readFileSync(join(out, path)).equals(bytes)]).toEqual([path, true]);
}, 20_000);

test.each([
  [[], 'bundle: usage: node tools/image/src/bundle.ts APP FOLDER\n'], [['weir', folder, 'more'], 'bundle: usage: '], [['', folder], 'bundle: there is no app "": there are '],
  [['e2e', folder], 'bundle: there is no app "e2e": there are '], [['regular', root], `bundle: ${root} is not empty\n`],
])('refuses %j in a line', (args, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr.startsWith(message)).toBe(true);
  expect(stderr.trim().split('\n')).toHaveLength(1);
}, 20_000);
