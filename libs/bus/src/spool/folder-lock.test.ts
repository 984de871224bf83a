import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { spoolFolder } from '../../test/spool-folder.ts';
import { lockFolder, SpoolError } from './folder-lock.ts';

const folder = spoolFolder();

test('makes the folder and the file for this user alone; given back, nothing is left', () => {
  const directory = folder.file('a/b');
  const unlock = lockFolder(directory);
  expect([statSync(directory).mode & 0o777, statSync(`${directory}/lock`).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(readdirSync(directory)).toEqual(['lock']);
  unlock();
  expect(readdirSync(directory)).toEqual([]);
});

test('another process has it: the error names folder and process; once that is gone, it is ours', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(other, 'spawn');
  const lock = folder.file('lock');
  writeFileSync(lock, `${other.pid} 1\n`);
  const take = (): unknown => lockFolder(folder.path);
  expect(take).toThrow(SpoolError);
  expect(take).toThrow(`the spool's folder ${folder.path} is used by process ${other.pid}: give each process a folder of its own, or remove ${lock}`);
  expect(readdirSync(folder.path)).toEqual(['lock']);
  other.kill('SIGKILL');
  await once(other, 'exit');
  take();
  expect(readFileSync(lock, 'latin1')).toMatch(new RegExp(`^${process.pid} `));
});

test('this process has it already; with its number from an earlier life it is stale', () => {
  const unlock = lockFolder(folder.path);
  expect(() => lockFolder(folder.path)).toThrow(`is used by process ${process.pid}`);
  unlock();
  for (const stale of [`${process.pid} 1\n`, '', '0 1\n', 'my diary', '99999999999 1\n']) {
    writeFileSync(folder.file('lock'), stale);
    lockFolder(folder.path)();
  }
  expect(readdirSync(folder.path)).toEqual([]);
});

test('what another has taken meanwhile is not removed', () => {
  const unlock = lockFolder(folder.path);
  writeFileSync(folder.file('lock'), '1 1\n');
  unlock();
  expect(existsSync(folder.file('lock'))).toBe(true);
});

test('a folder that cannot be made, a lock that leads nowhere', () => {
  writeFileSync(folder.file('file'), '');
  expect(() => lockFolder(folder.file('file/spool'))).toThrow(/^the spool's folder .*file\/spool cannot be used \(ENOTDIR: not a directory\): give it to the user that Weir runs as/);
  symlinkSync('nowhere', folder.file('lock'));
  expect(() => lockFolder(folder.path)).toThrow('is used by process unknown');
});
