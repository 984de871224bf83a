import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { folder } from '@weir/x509/testing';
import { stampsOf } from './file-stamps.ts';

const file = folder();

test('what changes a file, or which one it is, changes its stamp; what does not, does not', () => {
  const paths = [file('a', 'text'), file('b')];
  const seen = [stampsOf(paths)];
  const changed = (does: () => void): boolean => {
    does();
    const stamp = stampsOf(paths);
    return seen.push(stamp) > 0 && stamp !== seen.at(-2);
  };
  expect(changed(() => undefined)).toBe(false);
  expect(changed(() => chmodSync(file('a'), 0o644))).toBe(false);
  expect(changed(() => writeFileSync(file('a'), 'longer text'))).toBe(true);
  expect(changed(() => utimesSync(file('a'), 1, 1))).toBe(true);
  expect(changed(() => {
    file('c', 'longer text');
    utimesSync(file('c'), 1, 1);
    renameSync(file('c'), file('a'));
  })).toBe(true);
  expect(changed(() => void file('b', ''))).toBe(true);
  expect(changed(() => rmSync(file('b')))).toBe(true);
  expect(new Set([seen[0], seen.at(-1)]).size).toBe(2);
});

test('a link is followed through as many as there are: a Kubernetes volume swaps the one in the middle', () => {
  for (const version of ['one', 'two']) {
    mkdirSync(file(version));
    file(`${version}/ca.pem`, 'same');
    utimesSync(file(`${version}/ca.pem`), 1, 1);
  }
  symlinkSync('one', file('..data'));
  symlinkSync('..data/ca.pem', file('ca.pem'));
  const before = stampsOf([file('ca.pem')]);
  symlinkSync('two', file('..tmp'));
  renameSync(file('..tmp'), file('..data'));
  expect(stampsOf([file('ca.pem')])).not.toBe(before);
});

test('what cannot be looked at has a stamp too', () => {
  symlinkSync('loop', file('loop'));
  expect(stampsOf([file('loop'), file('none')])).toBe('ELOOP -');
});
