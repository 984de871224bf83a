import { addressOf } from './peer.ts';

test('of IPv4, IPv6, and what has no port', () => {
  expect([addressOf('127.0.0.1:80'), addressOf('[::1]:443'), addressOf('::1:443'), addressOf('unknown')]).toEqual(['127.0.0.1', '[::1]', '::1', 'unknown']);
});
