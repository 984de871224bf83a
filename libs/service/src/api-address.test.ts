import { apiUrl, parseApiAddress } from './api-address.ts';

test.each([
  ['127.0.0.1:8081', '127.0.0.1', 8081, 'http://127.0.0.1:8081'],
  ['localhost:9', 'localhost', 9, 'http://localhost:9'],
  ['[::1]:65535', '::1', 65535, 'http://[::1]:65535'],
  ['9000', '127.0.0.1', 9000, 'http://127.0.0.1:9000'],
  ['0.0.0.0:8081', '0.0.0.0', 8081, 'http://localhost:8081'],
  ['[::]:8081', '::', 8081, 'http://localhost:8081'],
  ['http://127.0.0.1:8081', '127.0.0.1', 8081, 'http://127.0.0.1:8081'],
  ['HTTP://LOCALHOST:8081/', 'localhost', 8081, 'http://localhost:8081'],
  ['http://[::1]:8081', '::1', 8081, 'http://[::1]:8081'],
  ['http://127.0.0.1:8081/?token=abc', '127.0.0.1', 8081, 'http://127.0.0.1:8081'],
  ['http://weir.example.com', 'weir.example.com', 80, 'http://weir.example.com'],
])('%s is a place to listen and a URL to ask', (value, host, port, url) => {
  expect(parseApiAddress(value)).toEqual({ host, port });
  expect(apiUrl(value)).toBe(url);
});

test('a free port can be listened on and not asked, https the other way round', () => {
  expect(parseApiAddress('localhost:0')).toEqual({ host: 'localhost', port: 0 });
  expect(() => apiUrl('localhost:0')).toThrow('give the one that weir up printed');
  expect(apiUrl('https://weir.example.com')).toBe('https://weir.example.com');
  expect(apiUrl('https://weir.example.com:8443/')).toBe('https://weir.example.com:8443');
  expect(() => parseApiAddress('https://weir.example.com')).toThrow('weir up speaks plain HTTP');
});

test.each([
  '', 'localhost', 'localhost:', ':8081', '127.0.0.1:65536', '::1:80', '[::1]', 'a:b:80', '1:-1', 'a/b:80', 'user@a:80', 'http://', 'http://[', 'http://a:99999',
  'http://a/flows', 'http://u:p@a:80', 'ftp://a:80', 'http:a:80', ' 127.0.0.1:80',
])('%j is refused', (value) => {
  expect(() => parseApiAddress(value)).toThrow(/^expected HOST:PORT such as 127\.0\.0\.1:8081, or a URL such as /);
  expect(() => apiUrl(value)).toThrow(/^expected HOST:PORT such as /);
});
