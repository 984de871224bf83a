import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeFailure } from './config-error.ts';
import { ensureToken, homeDirectory, openHome, readToken } from './home.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'weir-home-')); });
afterEach(() => rmSync(folder, { recursive: true }));

test('~ is the home of the user, and only at the beginning', () => {
  expect(homeDirectory('~')).toBe(homedir());
  expect(homeDirectory('~/.weir')).toBe(join(homedir(), '.weir'));
  expect(homeDirectory('/a/~/b')).toBe('/a/~/b');
});

test('the folder is made, for its owner alone', () => {
  const home = openHome(join(folder, 'a/b'));
  expect(statSync(home.directory).mode & 0o777).toBe(0o700);
  expect(home.store).toBe(join(folder, 'a/b/flows.db'));
});

test('a folder that cannot be made is one clear failure', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => openHome(join(folder, 'file/home'))).toThrow(RuntimeFailure);
  expect(() => openHome(join(folder, 'file/home'))).toThrow(/^cannot make .*file\/home \(--home\): /);
});

test('the token is made once: 256 bits, for its owner alone', () => {
  const file = join(folder, 'api-token');
  const token = ensureToken(file);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(ensureToken(file)).toBe(token);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a token that others may read is closed to them', () => {
  const file = join(folder, 'api-token');
  writeFileSync(file, 'mine\n');
  chmodSync(file, 0o644);
  expect(readToken(file)).toBe('mine');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('an empty token would let everybody in: refused', () => {
  const file = join(folder, 'api-token');
  writeFileSync(file, '\n');
  expect(() => ensureToken(file)).toThrow(/is empty: remove it/);
});

test('no token, and one that cannot be read', () => {
  expect(readToken(join(folder, 'none'))).toBeUndefined();
  expect(() => readToken(folder)).toThrow(/^cannot read /);
});
