import type { Route } from '@weir/core';
import { defaultModeSettings, leavingBy } from './configured-mode.ts';

const route: Route = { stack: 'tcp', form: 'origin', auth: 'origin', serverTls: 'never' };

test('by default a mode leaves directly, and its route stays as it is', () => {
  expect(leavingBy(route, defaultModeSettings.egress.of())).toBe(route);
});

test('a route that leaves through proxies is another', () => {
  const egress = { via: () => undefined };
  expect(leavingBy(route, egress)).toEqual({ ...route, egress });
  expect(route.egress).toBeUndefined();
});
