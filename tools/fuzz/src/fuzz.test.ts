import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@weir/service';
import { fuzz } from './fuzz.ts';
import { latin1, type Target } from './target.ts';

const root = mkdtempSync(join(tmpdir(), 'weir-fuzz-'));
afterAll(() => rmSync(root, { recursive: true }));

const base = { about: 'a target', seeds: () => [latin1('seed')], words: ['boom'], maxBytes: 50 };
const well: Target = { ...base, name: 'well', run: () => {} };
const ill: Target = { ...base, name: 'ill', run: (input) => { if (Buffer.from(input).includes('boom')) throw new Error('exploded'); } };

async function run(argv: readonly string[], stopped = () => false): Promise<{ code: number; text: string }> {
  let text = '';
  const code = await fuzz(argv, [well, ill], { output: { isTTY: false, write: (more) => { text += more; } }, now: () => performance.now(), stopped, root });
  return { code, text };
}

test('a target without a failure', async () => {
  const { code, text } = await run(['well', '--runs', '100', '--seed', '5']);
  expect(code).toBe(0);
  expect(text).toMatch(/^well: seed 5, from 0\nwell: 100 inputs in \d.*, no failure; go on with --seed 5 --from 100\n100 inputs, 1 targets, 0 failed\n$/);
});

test('all targets; a failure ends its own target and is written down; the file replays it', async () => {
  const { code, text } = await run(['--runs', '300']);
  expect(code).toBe(1);
  expect(text).toMatch(/\d+ inputs, 2 targets, 1 failed \(ill\)\n$/);
  const file = /--replay (\S+)/.exec(text)![1]!;
  expect(readFileSync(join(root, file), 'latin1')).toBe('boom');
  expect(await run(['ill', '--replay', file])).toEqual({ code: 1, text: expect.stringContaining(`FAILED on ${file}: Error: exploded`) });
  const again = /npm run fuzz -- (ill .*--runs 1)/.exec(text)![1]!;
  expect((await run(again.split(' '))).code).toBe(1);
});

test('a replay that is well', async () => {
  writeFileSync(join(root, 'mended.bin'), 'x');
  expect(await run(['ill', '--replay', 'mended.bin'])).toEqual({ code: 0, text: 'ill: mended.bin is well\n' });
  await expect(run(['ill', '--replay', 'none.bin'])).rejects.toThrow(ConfigError);
});

test('a signal ends it with what was done', async () => {
  let asked = 0;
  const { code, text } = await run(['--runs', '1000000'], () => asked++ > 2);
  expect(code).toBe(0);
  expect(text).toMatch(/\d+ inputs, 1 targets, 0 failed, 1 not begun\n$/);
});

test('help and list', async () => {
  expect((await run(['--help'])).text).toContain('--seconds N');
  expect((await run(['--list'])).text).toBe('well           a target\nill            a target\n');
});
