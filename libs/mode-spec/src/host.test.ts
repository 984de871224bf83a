import { asciiHost } from './host.ts';

test.each<[string, string | undefined]>([
  ['example.com', 'example.com'],
  ['Example.COM.', 'Example.COM.'],
  ['_dmarc.example', '_dmarc.example'],
  ['127.0.0.1', '127.0.0.1'],
  ['::', '::'],
  ['2001:db8::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
  ['日本.jp', 'xn--wgv71a.jp'],
  ['', undefined],
  ['.', undefined],
  ['a..b', undefined],
  ['a/b', undefined],
  ['a@é', undefined],
  ['1::2::3', undefined],
  ['::1]x[::1', undefined],
  ['::1%', undefined],
  [`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}`, `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}`],
  [`${'a.'.repeat(127)}bb`, undefined],
])('%j', (host, expected) => {
  expect(asciiHost(host)).toBe(expected);
});
