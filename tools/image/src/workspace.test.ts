import { Checkout } from '../test/checkout.ts';
import { appNames, root, workspacePackages } from './workspace.ts';

test('an app is what has a main.ts; a package what has a package.json', () => {
  using checkout = new Checkout({
    'apps/b/src/main.ts': '', 'apps/a/src/main.ts': '', 'apps/later/src/options.ts': '', 'apps/later/package.json': { name: '@weir/later' }, 'apps/page/src/main.tsx': '', 'libs/x/README.md': '',
  });
  expect(appNames(checkout.path)).toEqual(['a', 'b']);
  expect(workspacePackages(checkout.path).map(({ folder, name }) => [folder, name])).toEqual([['apps/later', '@weir/later'], ['libs/service', '@weir/service']]);
});

test('here: every service, and the command line', () => {
  expect(appNames(root)).toEqual(expect.arrayContaining(['collector', 'regular', 'reverse', 'socks', 'upstream', 'weir']));
});
