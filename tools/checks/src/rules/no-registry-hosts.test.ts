import { treeOf } from '../tree.ts';
import { noRegistryHosts } from './no-registry-hosts.ts';

const check = (text: string, path = 'a.json') => noRegistryHosts.check(treeOf({ [path]: text }));

test.each([
  `"resolved": "https://registry.${'npmjs'}.org/zod/-/zod.tgz"`, `pip install -i https://${'pypi'}.org/simple`, `static.${'crates'}.io`.slice(7), `http://${'verda'}ccio:4873/`,
  `https://${'arti'}factory.example.com/npm`, `https://npm.registry.${'example'}.com`.replace('npm.', ''),
])('%s', (text) => {
  expect(check(text)).toEqual(['a.json:1: names the host of a registry']);
});

test('a setting', () => {
  expect(check('fund=false\nregistry=http://10.0.0.1/\n', '.npmrc')).toEqual(['.npmrc:2: sets a registry']);
});

test('words that are no hosts', () => {
  expect(check('npm ci asks the registry. A registry-wide rule; omit-lockfile-registry-resolved=true', '.npmrc')).toEqual([]);
});
