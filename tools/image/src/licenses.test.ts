import { Checkout } from '../test/checkout.ts';
import { dependenciesOf, licensesOf, packageOf } from './licenses.ts';
import { workspacePackages } from './workspace.ts';

test('the package that a file belongs to', () => {
  expect(packageOf('node_modules/a/lib/node_modules/@b/c/x.js')).toEqual({ folder: 'node_modules/a/lib/node_modules/@b/c', name: '@b/c' });
  expect(packageOf('libs/service/node_modules/yaml/dist/index.js')).toEqual({ folder: 'libs/service/node_modules/yaml', name: 'yaml' });
  expect(packageOf('libs/service/src/index.ts')).toBeUndefined();
});

test('all that a package needs, its own copies first, through the workspace', () => {
  using checkout = new Checkout({
    'apps/ui/package.json': { name: '@weir/ui', dependencies: { '@weir/flow': '*', a: '1' } },
    'libs/flow/package.json': { name: '@weir/flow', dependencies: { '@s/b': '1' } },
    'apps/ui/node_modules/a/package.json': { name: 'a', version: '2.0.0', dependencies: { '@s/b': '1' } },
    'node_modules/a/package.json': { name: 'a', version: '1.0.0' },
    'node_modules/@s/b/package.json': { name: '@s/b', version: '1.0.0', dependencies: { a: '1' } },
  });
  const all = workspacePackages(checkout.path);
  expect([...dependenciesOf(checkout.path, all.find(({ name }) => name === '@weir/ui')!, all)].sort()).toEqual(['apps/ui/node_modules/a', 'node_modules/@s/b', 'node_modules/a']);
  checkout.add({ 'libs/flow/package.json': { name: '@weir/flow', dependencies: { missing: '1' } } });
  const without = workspacePackages(checkout.path);
  expect(() => dependenciesOf(checkout.path, without.find(({ name }) => name === '@weir/ui')!, without)).toThrow('libs/flow: needs missing, which is not installed: run npm ci');
});

test('texts of licences and notices, sorted, each package once', () => {
  using checkout = new Checkout({
    'node_modules/b/package.json': { name: 'b', version: '1.0.0', license: 'MIT' }, 'node_modules/b/LICENSE.md': 'b may\n',
    'node_modules/a/package.json': { name: 'a', version: '1.0.0', license: 'Apache-2.0' }, 'node_modules/a/NOTICE': 'a notices', 'node_modules/a/license': 'a may', 'node_modules/a/licenses.js': 'code',
    'node_modules/b/node_modules/a/package.json': { name: 'a', version: '1.0.0', license: 'Apache-2.0' },
    'node_modules/none/package.json': { name: 'none', version: '1.0.0' },
  });
  const text = licensesOf(checkout.path, ['node_modules/b', 'node_modules/a', 'node_modules/b']);
  expect(text.replace(/=+\n/g, '').split('\n').filter((line) => line !== '').slice(1)).toEqual(['a 1.0.0 (Apache-2.0)', 'a notices', 'a may', 'b 1.0.0 (MIT)', 'b may']);
  expect(() => licensesOf(checkout.path, ['node_modules/none'])).toThrow('node_modules/none: has neither a licence nor the name of one');
});
