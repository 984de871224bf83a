import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeFailure } from '@weir/service';
import { openAuthority } from './authority.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-authority-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('is made, and opened again', () => {
  const made = openAuthority(join(folder, 'ca')).certificateFile;
  expect(existsSync(made)).toBe(true);
  expect(openAuthority(join(folder, 'ca')).certificateFile).toBe(made);
});

test('what is wrong with it is a failure in its own words', () => {
  const file = openAuthority(join(folder, 'ca')).certificateFile;
  writeFileSync(file, 'no certificate');
  expect(() => openAuthority(join(folder, 'ca'))).toThrow(RuntimeFailure);
});
