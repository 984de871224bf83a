import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBundle } from './write-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-write-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));
const files = new Map([['a.js', Buffer.from('a')], ['deep/er/b.js', Buffer.from('b')]]);

test('everybody may read what is written, whatever the umask; nobody but the owner may write', () => {
  const before = process.umask(0o077);
  try {
    for (const name of ['new', 'empty']) {
      const path = join(folder, name);
      if (name === 'empty') mkdirSync(path);
      writeBundle({ files }, path);
      expect(readFileSync(join(path, 'deep/er/b.js'), 'utf8')).toBe('b');
      expect(['.', 'deep', 'deep/er', 'a.js', 'deep/er/b.js'].map((each) => (statSync(join(path, each)).mode & 0o777).toString(8))).toEqual(['755', '755', '755', '644', '644']);
    }
  } finally {
    process.umask(before);
  }
});

test('what lies there already stays, and is no part of a bundle', () => {
  expect(() => writeBundle({ files }, folder)).toThrow(`${folder} is not empty`);
  expect(readdirSync(folder).sort()).toEqual(['empty', 'new']);
});
