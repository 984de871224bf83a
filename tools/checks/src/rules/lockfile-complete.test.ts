import { treeOf } from '../tree.ts';
import { lockfileComplete } from './lockfile-complete.ts';

const good = {
  '': { devDependencies: { tool: '1' } },
  'libs/a': { dependencies: { zod: '^4' } },
  'libs/a/node_modules/zod': { version: '4.0.0', integrity: 'sha512-x' },
  'node_modules/@weir/b': { resolved: 'libs/b', link: true },
  'node_modules/tool': { version: '1.0.0', integrity: 'sha512-y', optionalDependencies: { 'tool-linux': '1' } },
  'node_modules/tool-linux': { version: '1.0.0', integrity: 'sha512-z' },
};
const check = (packages: object) => lockfileComplete.check(treeOf({
  'package.json': '{"name":"root","devDependencies":{"tool":"1"}}',
  'libs/a/package.json': '{"name":"@weir/a","dependencies":{"zod":"^4","@weir/b":"*"}}',
  'package-lock.json': JSON.stringify({ packages }),
}));
const without = (path: keyof typeof good) => Object.fromEntries(Object.entries(good).filter(([name]) => name !== path));

test('complete', () => {
  expect(check(good)).toEqual([]);
});

test('a package that is not locked', () => {
  expect(check(without('libs/a/node_modules/zod'))).toEqual(['package-lock.json: lacks zod, which libs/a/package.json needs']);
  expect(check(without('libs/a'))).toEqual(['package-lock.json: has no entry for libs/a']);
  expect(check(without('node_modules/@weir/b'))).toEqual(['package-lock.json: lacks @weir/b, which libs/a/package.json needs']);
});

test('another range than the one that is asked for', () => {
  expect(check({ ...good, 'libs/a': { dependencies: { zod: '^3' } } })).toEqual(['package-lock.json: has zod at ^3 for libs/a, which asks for ^4']);
  expect(check({ ...good, 'libs/a': {} })).toEqual(['package-lock.json: has zod at no range for libs/a, which asks for ^4']);
});

test('a platform package that the registry did not have', () => {
  expect(check(without('node_modules/tool-linux'))).toEqual(['package-lock.json: lacks tool-linux, an optional package of node_modules/tool: npm ci would fail']);
});

test('where it was fetched from, and no hash', () => {
  expect(check({ ...good, 'node_modules/tool-linux': { resolved: 'https://mirror.example/x.tgz', integrity: 'sha512-z' } })).toEqual([expect.stringContaining('says where')]);
  expect(check({ ...good, 'node_modules/tool-linux': { version: '1' } })).toEqual([expect.stringContaining('no integrity')]);
});

test('no lockfile', () => {
  expect(lockfileComplete.check(treeOf({}))).toHaveLength(1);
});
