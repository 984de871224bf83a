import { treeOf } from '../tree.ts';
import { modesInDocs } from './modes-in-docs.ts';

const check = (files: Record<string, string>) => modesInDocs.check(treeOf({ 'libs/ingress/src/socks5.ts': "export const socks5 = {\n  name: 'socks5',\n};", ...files }));
const row = '| SPEC | what |\n|---|---|\n| `socks5` | SOCKS |\n';

test('a mode that users are told of and that is run', () => {
  expect(check({ 'README.md': row, 'apps/e2e/test/socks.test.ts': "Weir.up(['--mode', 'socks5@127.0.0.1:0'])" })).toEqual([]);
});

test('neither', () => {
  expect(check({ 'README.md': '| `regular` | x |', 'apps/e2e/test/socks.test.ts': '// socks5 later' })).toEqual([
    'libs/ingress/src/socks5.ts: README.md has no row for the mode `socks5`', 'libs/ingress/src/socks5.ts: no test of apps/e2e runs the mode `socks5`',
  ]);
});

test('a mode with data', () => {
  expect(check({ 'README.md': row.replace('`socks5`', '`socks5:DATA`'), 'apps/e2e/test/a.test.ts': '`socks5:${data}`' })).toEqual([]);
});

test('files that are no mode', () => {
  expect(modesInDocs.check(treeOf({ 'libs/ingress/src/index.ts': "export { socks5 } from './socks5.ts';" }))).toEqual([]);
});
