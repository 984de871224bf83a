import { destinationOf } from './destination.ts';

test('addresses are bytes, names are left as they are', () => {
  expect(destinationOf('192.0.2.1')).toEqual(Uint8Array.of(192, 0, 2, 1));
  expect(destinationOf('::1')).toHaveLength(16);
  expect(['a', 'A_b.example.', '127.1', 'x'.repeat(255)].map(destinationOf)).toEqual(['a', 'A_b.example.', '127.1', 'x'.repeat(255)]);
});

test.each(['', 'a b', 'a\r\nX: y', 'a/b', 'a:80', 'u@a', 'a?', 'b\u00fccher.example', 'fe80::1%eth0', '[::1]', 'x'.repeat(256)])('%j is nothing to ask a proxy for', (host) => {
  expect(destinationOf(host)).toBeUndefined();
});
