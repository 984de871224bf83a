import { hostPattern } from './host-pattern.ts';

const matches = (pattern: string, host: string, port = 443) => hostPattern(pattern)?.matches({ host, port });

test.each<[string, string[], string[]]>([
  ['*', ['a', '10.0.0.1', '::1'], []],
  ['example.com', ['example.com', 'EXAMPLE.com', 'example.com.', 'a.example.com', 'a.b.example.com'], ['badexample.com', 'example.com.evil', 'com', 'example', '']],
  ['Example.COM.', ['example.com', 'a.example.com'], ['example.org']],
  ['.example.com', ['a.example.com', 'a.b.Example.com'], ['example.com', 'badexample.com']],
  ['*.example.com', ['a.example.com'], ['example.com']],
  ['localhost', ['localhost', 'a.localhost'], ['localhosts', '127.0.0.1']],
  ['10.1.2.3', ['10.1.2.3', '::ffff:10.1.2.3'], ['10.1.2.4', 'x.10.1.2.3', '10.1.2.30']],
  ['::1', ['::1', '0:0:0:0:0:0:0:1'], ['::2', '1']],
  ['[2001:db8::1]', ['2001:DB8::1'], ['2001:db8::2']],
  ['10.0.0.0/8', ['10.255.0.1', '::ffff:10.0.0.1'], ['11.0.0.1', 'ten.example', '10.example']],
  ['10.1.128.0/17', ['10.1.128.0', '10.1.255.255'], ['10.1.127.255', '10.2.128.0']],
  ['10.1.2.3/32', ['10.1.2.3'], ['10.1.2.2']],
  ['0.0.0.0/0', ['1.2.3.4'], ['::1', 'a']],
  ['2001:db8::/33', ['2001:db8:7fff::1'], ['2001:db8:8000::1', '2001:db9::', '10.0.0.1']],
])('%s', (pattern, are, are_not) => {
  expect(are.filter((host) => matches(pattern, host) !== true)).toEqual([]);
  expect(are_not.filter((host) => matches(pattern, host) !== false)).toEqual([]);
});

test.each([['example.com:8080', 'a.example.com'], ['10.0.0.1:8080', '10.0.0.1'], ['[::1]:8080', '::1']])('%s is for that port alone', (pattern, host) => {
  expect([matches(pattern, host, 8080), matches(pattern, host, 443)]).toEqual([true, false]);
});

test.each(['', '.', 'a b', 'a..b', '*.', 'http://a', 'u@a', 'a:0', 'a:65536', 'a:x', '[::1', '[a]', '[]', '10.0.0.0/33', '10.0.0.0/', '10.0.0/8', 'a/8', '::/129', 'fe80::1%eth0', '1::2::3', 'a*b'])('%j is no pattern', (text) => {
  expect(hostPattern(text)).toBeUndefined();
});
