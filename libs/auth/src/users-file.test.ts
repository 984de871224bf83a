import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { folder, thrown } from '../test/folder.ts';
import { secret } from '../test/hashes.ts';
import { readContent, UsersFile, type FileNews } from './users-file.ts';

const file = folder();

function open(path: string, news: FileNews[] = []): UsersFile {
  return new UsersFile(path, readContent(path), (each) => news.push(each));
}

test('it is read again when it has changed, in place or by another that takes its place', () => {
  const news: FileNews[] = [];
  const path = file('changing', `ann:${secret.sha}\n`);
  const users = open(path, news);
  const who = (): boolean[] => ['ann', 'bob', 'dan'].map((user) => users.users.has(user, 'secret'));
  expect(who()).toEqual([true, false, false]);
  expect(news).toEqual([]);
  file('changing', `ann:${secret.sha}\nbob:${secret.sha}\n`);
  expect(who()).toEqual([true, true, false]);
  renameSync(file('other', `dan:${secret.sha}\n`), path);
  expect(who()).toEqual([false, false, true]);
  expect(news).toEqual([{ event: 'read', users: 2 }, { event: 'read', users: 1 }]);
});

test('one that is wrong or gone leaves the users of before, and is told once', () => {
  const news: FileNews[] = [];
  const path = file('failing', `ann:${secret.sha}\n`);
  const users = open(path, news);
  const ann = (): boolean => users.users.has('ann', 'secret');
  file('failing', 'ann:secret\n');
  expect([ann(), ann()]).toEqual([true, true]);
  rmSync(path);
  expect([ann(), ann()]).toEqual([true, true]);
  file('failing', `bob:${secret.sha}\n`);
  expect(ann()).toBe(false);
  expect(news).toEqual([
    { event: 'unreadable', message: `${path}: line 1: this is no hash: passwords in the clear are not read here; make the entry with htpasswd -B` },
    { event: 'unreadable', message: `${path}: there is no such file` },
    { event: 'read', users: 1 },
  ]);
});

test.each<[string, () => string, string]>([
  ['none', () => file('absent'), 'there is no such file'],
  ['a folder', () => file('.'), 'this is no file'],
  ['a pipe', () => {
    execFileSync('mkfifo', [file('pipe')]);
    return file('pipe');
  }, 'this is no file'],
  ['too large a file', () => file('large', '#'.repeat(1024 * 1024 + 1)), 'larger than 1048576 bytes'],
  ['latin1', () => file('latin1', Uint8Array.of(0xe9)), 'not in UTF-8'],
  ['an empty file', () => file('empty', ''), 'there is no user in it'],
])('%s: an error that names it', (_what, path, message) => {
  const at = path();
  expect(thrown(() => open(at))).toBe(`${at}: ${message}`);
});

test('it begins with what it is given, even where the file is wrong by now', () => {
  const path = file('given', `ann:${secret.sha}\n`);
  const content = readContent(path);
  file('given', 'ann:secret\n');
  const news: FileNews[] = [];
  expect(new UsersFile(path, content, (each) => news.push(each)).users.has('ann', 'secret')).toBe(true);
  expect(news).toMatchObject([{ event: 'unreadable' }]);
});
