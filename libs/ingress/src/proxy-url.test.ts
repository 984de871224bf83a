import { EgressError, proxyCredentials, proxyUrl } from './proxy-url.ts';

test.each([
  ['http://proxy:3128', { scheme: 'http', address: { host: 'proxy', port: 3128 } }],
  ['HTTP://Proxy/', { scheme: 'http', address: { host: 'proxy', port: 80 } }],
  ['http://proxy:80', { scheme: 'http', address: { host: 'proxy', port: 80 } }],
  ['https://proxy', { scheme: 'https', address: { host: 'proxy', port: 443 } }],
  ['https://proxy:80/', { scheme: 'https', address: { host: 'proxy', port: 80 } }],
  ['socks5://10.0.0.1', { scheme: 'socks5', address: { host: '10.0.0.1', port: 1080 } }],
  ['socks5h://[2001:DB8::1]:80', { scheme: 'socks5', address: { host: '2001:db8::1', port: 80 } }],
  ['http://[::1]', { scheme: 'http', address: { host: '::1', port: 80 } }],
  ['http://b\u00fccher.example:1', { scheme: 'http', address: { host: 'xn--bcher-kva.example', port: 1 } }],
  ['http://u:p@proxy:3128', { scheme: 'http', address: { host: 'proxy', port: 3128 }, credentials: { user: 'u', password: 'p' } }],
  ['http://u:p:q@proxy', { scheme: 'http', address: { host: 'proxy', port: 80 }, credentials: { user: 'u', password: 'p:q' } }],
  ['socks5://us%C3%A9r:p%40%3A%2F%25@proxy', { scheme: 'socks5', address: { host: 'proxy', port: 1080 }, credentials: { user: 'us\u00e9r', password: 'p@:/%' } }],
  ['https://u@proxy', { scheme: 'https', address: { host: 'proxy', port: 443 }, credentials: { user: 'u', password: '' } }],
])('%s', (text, via) => {
  expect(proxyUrl(text)).toEqual(via);
});

test.each([
  '', 'proxy:3128', 'http:proxy', 'ftp://proxy', 'socks4://proxy', 'http://', 'http://:3128', 'http://proxy:0', 'http://proxy:65536', 'http://proxy:x', 'http://proxy/path', 'http://proxy?q', 'http://proxy#f',
  'http://a b', 'http://proxy\n', 'http://proxy\\x', 'http://[::1', 'http://@proxy', 'http://:p@proxy', 'http://u%3Av:p@proxy', 'http://u%0d%0aX:p@proxy', 'http://u:%zz@proxy', `http://u:${'x'.repeat(256)}@proxy`,
])('%j is no proxy', (text) => {
  expect(() => proxyUrl(text)).toThrow(EgressError);
});

test.each(['http://user:se/cret@proxy', 'ftp://user:secret@proxy', 'http://user:secret@pro xy', 'user:secret@proxy', 'http://user:secret%zz@proxy', 'http://us%3Aer:secret@proxy', 'http://user:secret@x@proxy:0', 'http://user:secret', 'http://user:1secret/x'])('what is said of %s holds no password', (text) => {
  expect(() => proxyUrl(text)).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/secret|se\/cret/) }));
});

test('user and password', () => {
  expect(proxyCredentials('u:p:q')).toEqual({ user: 'u', password: 'p:q' });
  expect(proxyCredentials('u:')).toEqual({ user: 'u', password: '' });
});

test.each(['', 'u', ':p', 'u:p\r\nX: y'])('%j is neither', (text) => {
  expect(() => proxyCredentials(text)).toThrow(EgressError);
});
