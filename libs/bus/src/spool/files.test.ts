import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { spoolFolder } from '../../test/spool-folder.ts';
import { systemFiles, withoutFirst } from './files.ts';

const folder = spoolFolder();

test('makes files for this user alone, and none that is there', async () => {
  const path = folder.file('a');
  await (await systemFiles.create(path)).close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(systemFiles.create(path)).rejects.toMatchObject({ code: 'EEXIST' });
});

test('writes pieces where it is told, reads as far as there is something, cuts', async () => {
  const path = folder.file('a');
  const file = await systemFiles.create(path);
  await file.write([Buffer.from('abc'), new Uint8Array(), Buffer.from('defg')], 0);
  await file.write([Buffer.from('XY')], 2);
  await file.truncate(6);
  await file.close();
  expect(readFileSync(path, 'latin1')).toBe('abXYef');
  const again = await systemFiles.open(path);
  const into = Buffer.alloc(10, '.');
  expect([await again.read(into, 2), into.toString()]).toEqual([4, 'XYef......']);
  expect(await again.read(into, 6)).toBe(0);
  await expect(again.write([Buffer.from('x')], 0)).rejects.toMatchObject({ code: 'EBADF' });
  await again.close();
});

test('lists regular files; removes, also what is gone', async () => {
  writeFileSync(folder.file('a'), 'abc');
  mkdirSync(folder.file('b'));
  symlinkSync('a', folder.file('c'));
  expect(await systemFiles.list(folder.path)).toEqual([{ name: 'a', bytes: 3 }]);
  await systemFiles.remove(folder.file('a'));
  await systemFiles.remove(folder.file('a'));
  expect(await systemFiles.list(folder.path)).toEqual([]);
});

test('what is left of pieces that were written in part', () => {
  const pieces = ['abc', '', 'de', 'f'].map((text) => Buffer.from(text));
  const left = [0, 2, 3, 4, 5, 6].map((bytes) => withoutFirst(pieces, bytes).map(String).filter((text) => text !== ''));
  expect(left).toEqual([['abc', 'de', 'f'], ['c', 'de', 'f'], ['de', 'f'], ['e', 'f'], ['f'], []]);
});
