import { sameVia, viaName, type Via } from './via.ts';

const via: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 }, credentials: { user: 'u', password: 'p' } };

test('the same proxy, as the same user, in the same manner', () => {
  expect(sameVia(via, { ...via, address: { ...via.address }, credentials: { user: 'u', password: 'p' } })).toBe(true);
  expect(sameVia(undefined, undefined)).toBe(true);
});

test.each<[string, Via | undefined]>([
  ['scheme', { ...via, scheme: 'https' }], ['port', { ...via, address: { host: 'proxy', port: 3129 } }], ['user', { ...via, credentials: { user: 'x', password: 'p' } }],
  ['password', { ...via, credentials: { user: 'u', password: 'x' } }], ['no credentials', { scheme: via.scheme, address: via.address }], ['manner', { ...via, forward: true }], ['none', undefined],
])('not with another %s', (_what, other) => {
  expect([sameVia(via, other), sameVia(other, via)]).toEqual([false, false]);
});

test('its name is a URL without credentials', () => {
  expect([viaName(via), viaName({ scheme: 'socks5', address: { host: '::1', port: 1080 } })]).toEqual(['http://proxy:3128', 'socks5://[::1]:1080']);
});
