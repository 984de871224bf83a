import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { AuthorityError } from '@weir/x509';
import { folder, thrown } from '@weir/x509/testing';
import { isThere, isTooOpen, linkOnce, makeDirectory, move, readPem, readSecret, remove, replace, replaceUnchanged, sweep, writeOnce } from './files.ts';

const file = folder();
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('a directory is made for its owner alone, those above it too', () => {
  makeDirectory(file('home/deep/ca'));
  expect([modeOf(file('home')), modeOf(file('home/deep/ca'))]).toEqual(['700', '700']);
  makeDirectory(file('home/deep/ca'));
});

test('a directory cannot be made where a file is', () => {
  file('taken', 'x');
  for (const path of ['taken', 'taken/ca']) {
    const error = thrown(() => makeDirectory(file(path)));
    expect(error).toBeInstanceOf(AuthorityError);
    expect(error.message).toMatch(new RegExp(`^${file(path)}: the directory cannot be made \\(E[A-Z]+: .*\\): .*name another directory$`));
  }
});

test('what is not there is undefined', () => {
  expect(readPem(file('none'))).toBeUndefined();
  expect(readSecret(file('none'))).toBeUndefined();
  expect(isThere(file('none'))).toBe(false);
});

test.each([
  [0o600, 1000, false], [0o400, 1000, false], [0o700, 1000, false], [0o640, 1000, true], [0o604, 1000, true], [0o620, 1000, true], [0o644, 1000, true],
  [0o600, 0, false], [0o640, 0, false], [0o440, 0, false], [0o660, 0, true], [0o644, 0, true], [0o444, 0, true], [0o601, 0, true],
])('mode %p of a file of user %i is too open: %p', (mode, owner, tooOpen) => {
  expect(isTooOpen(mode, owner)).toBe(tooOpen);
});

test('a secret that others can read is refused, and the words say what to do', () => {
  const path = file('secret', 'text');
  expect(readSecret(path)).toBe('text');
  chmodSync(path, 0o644);
  expect(thrown(() => readSecret(path)).message).toBe(`${path}: mode 0644 lets other users at the private key, and whoever has it can read all that `
    + `its clients say: run \`chmod 600 ${path}\` (in Kubernetes: \`defaultMode: 0440\`)`);
  expect(readPem(path)).toBe('text');
});

test('a link is followed; one to nowhere, or to itself, is not taken for nothing', () => {
  file('target', 'text');
  symlinkSync('target', file('link'));
  expect(readSecret(file('link'))).toBe('text');
  symlinkSync('nowhere', file('broken'));
  expect(isThere(file('broken'))).toBe(true);
  expect(thrown(() => readPem(file('broken'))).message).toMatch(/broken: cannot be read \(ENOENT: .*\): it is a link to nowhere/);
  symlinkSync('loop', file('loop'));
  expect(thrown(() => readPem(file('loop'))).message).toMatch(/loop: cannot be read \(ELOOP: /);
});

test('a directory, a pipe and a huge file are refused', () => {
  mkdirSync(file('directory'));
  execFileSync('mkfifo', [file('pipe')]);
  file('huge', 'x'.repeat(1024 * 1024 + 1));
  expect(thrown(() => readPem(file('directory'))).message).toMatch(/directory: is not a regular file: put/);
  expect(thrown(() => readPem(file('pipe'))).message).toMatch(/pipe: is not a regular file: put/);
  expect(thrown(() => readPem(file('huge'))).message).toMatch(/huge: has 1048577 bytes/);
});

test('a file is written once, then replaced, and nothing is left beside it', () => {
  mkdirSync(file('tidy'));
  const path = join(file('tidy'), 'a.pem');
  expect(writeOnce(path, 'first', 0o600)).toBe(true);
  expect(writeOnce(path, 'second', 0o600)).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('first');
  expect(modeOf(path)).toBe('600');
  replace(path, 'third', 0o644);
  expect(readFileSync(path, 'utf8')).toBe('third');
  expect(modeOf(path)).toBe('644');
  expect(linkOnce(path, join(file('tidy'), 'b.pem'))).toBe(true);
  expect(linkOnce(path, join(file('tidy'), 'b.pem'))).toBe(false);
  expect(readdirSync(file('tidy')).sort()).toEqual(['a.pem', 'b.pem']);
});

test('where nothing can be written, the words say so', () => {
  expect(thrown(() => writeOnce(file('none/a.pem'), 'x', 0o600)).message).toMatch(/none\/a.pem: cannot be written \(ENOENT: no such file or directory\)/);
  expect(thrown(() => replace(file('directory'), 'x', 0o644)).message).toMatch(/directory: cannot be written \(/);
  expect(thrown(() => linkOnce(file('none'), file('other'))).message).toMatch(/other: cannot be made \(ENOENT/);
});

test('a file is replaced only where nothing has changed it meanwhile; its octets are latin1', () => {
  const path = file('guarded', 'old');
  expect(replaceUnchanged(path, 'n\u00e9w', 0o600, () => false)).toBe(false);
  expect(readFileSync(path, 'latin1')).toBe('old');
  expect(replaceUnchanged(path, 'n\u00e9w', 0o600, () => true)).toBe(true);
  expect(readFileSync(path, 'latin1')).toBe('n\u00e9w');
});

test('a file is moved over another one and removed; what is gone is said, or needs nothing', () => {
  file('from', 'moved');
  file('to', 'old');
  expect(move(file('from'), file('to'))).toBe(true);
  expect(readFileSync(file('to'), 'utf8')).toBe('moved');
  expect(move(file('from'), file('to'))).toBe(false);
  remove(file('to'));
  expect(readPem(file('to'))).toBeUndefined();
  remove(file('to'));
  mkdirSync(file('full/of'), { recursive: true });
  expect(thrown(() => remove(file('full'))).message).toMatch(/full: cannot be removed \(/);
  expect(thrown(() => move(file('tidy/a.pem'), file('full'))).message).toMatch(/full: cannot be written \(/);
});

test('a directory that is not there is not swept', () => {
  sweep(file('none'), ['a.pem'], Date.now());
});
