import { treeOf } from '../tree.ts';
import { pureLibsAreGuarded } from './pure-libs-are-guarded.ts';

const eslint = (names: string) => `export default [{ files: ['x'] }, {
    files: ['libs/{${names}}/src/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', {}] },
  }];`;

const check = (files: Record<string, string>) => pureLibsAreGuarded.check(treeOf({
  'eslint.config.js': eslint('a,c'),
  'libs/a/package.json': '{"name":"a"}', 'libs/a/project.json': '{"tags":["type:pure"]}',
  'libs/b/package.json': '{"name":"b"}', 'libs/b/project.json': '{"tags":["type:adapter"]}',
  ...files,
}));

test('a pure library that is on the list', () => {
  expect(check({ 'libs/a/src/x.ts': "import { Buffer } from 'node:buffer';", 'libs/b/src/x.ts': "import net from 'node:net';" })).toEqual([]);
});

test('a pure library that is not', () => {
  expect(check({ 'eslint.config.js': eslint('c') })).toEqual(['eslint.config.js: the rules of pure libraries do not cover libs/a']);
});

test('a configuration without the rule', () => {
  expect(check({ 'eslint.config.js': eslint('a').replace('no-restricted-imports', 'other') })).toHaveLength(1);
});

test('a socket, and a rule that is switched off', () => {
  expect(check({ 'libs/a/src/x.ts': "import net from 'node:net';" })).toEqual([expect.stringContaining('libs/a/src/x.ts:1: imports node:net')]);
  expect(check({ 'libs/a/src/x.ts': '// eslint-disable-next-line no-restricted-globals\nDate.now();' })).toEqual(['libs/a/src/x.ts: switches a rule of pure libraries off']);
  expect(check({ 'libs/a/src/x.ts': '/* eslint-disable */\nDate.now();' })).toHaveLength(1);
});

test('tests may do as they like', () => {
  expect(check({ 'libs/a/src/x.test.ts': "import fs from 'node:fs';" })).toEqual([]);
});
