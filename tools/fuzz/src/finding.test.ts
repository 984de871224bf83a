import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFinding } from './finding.ts';

const root = mkdtempSync(join(tmpdir(), 'weir-finding-'));
afterAll(() => rmSync(root, { recursive: true }));

test('the input is written, and the text says how to run it again', () => {
  const failure = { at: 17, error: new RangeError('no'), input: Buffer.from('long input'), minimised: Buffer.from('in') };
  const text = writeFinding('http1', 3, failure, join(root, 'tmp', 'fuzz'), root);
  const file = /input {3}(\S+) \(2 bytes, of 10\)/.exec(text)![1]!;
  expect(readFileSync(join(root, file), 'latin1')).toBe('in');
  expect(text).toContain('http1: FAILED at input 17: RangeError: no\n');
  expect(text).toContain(`npm run fuzz -- http1 --replay ${file}\n`);
  expect(text).toContain('npm run fuzz -- http1 --seed 3 --from 17 --runs 1\n');
});
