import { ConfigError } from '@weir/service';
import { parseApiAddress } from './api-address.ts';

test.each([
  ['127.0.0.1:8081', '127.0.0.1', 8081],
  ['localhost:0', 'localhost', 0],
  ['[::1]:65535', '::1', 65535],
  ['9000', '127.0.0.1', 9000],
])('%s', (value, host, port) => {
  expect(parseApiAddress(value)).toEqual({ host, port });
});

test.each(['', 'localhost', 'localhost:', ':8081', '127.0.0.1:65536', '::1:80', '[::1]', 'a:b:80', 'http://a:80', '1:-1'])('%j is refused', (value) => {
  expect(() => parseApiAddress(value)).toThrow(ConfigError);
});
