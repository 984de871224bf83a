import { parseListenAddress } from './listen-address.ts';

test.each([
  ['9464', '', 9464], [':9464', '', 9464], ['127.0.0.1:0', '127.0.0.1', 0], ['[::1]:65535', '::1', 65535], ['localhost:1', 'localhost', 1],
])('%s', (given, host, port) => {
  expect(parseListenAddress(given)).toEqual({ host, port });
});

test.each(['', ':', 'a', 'a:', '65536', '::1:1', '[::1]', '[::1]1', '-1', '1 ', 'http://a:1', 'a/b:1', 'a:1:2'])('%j is refused', (given) => {
  expect(() => parseListenAddress(given)).toThrow('expected [HOST:]PORT');
});
