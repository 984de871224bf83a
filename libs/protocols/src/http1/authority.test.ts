import { parseAuthority } from './authority.ts';

test.each([
  ['a', { host: 'a' }], ['a:', { host: 'a' }], ['a:80', { host: 'a', port: 80 }], ['A.example.:65535', { host: 'A.example.', port: 65535 }], ['[::1]', { host: '::1' }], ['[2001:db8::1]:443', { host: '2001:db8::1', port: 443 }],
  ['192.0.2.1:1', { host: '192.0.2.1', port: 1 }], ['caf%C3%A9', { host: 'caf%C3%A9' }],
])('%s is an authority', (text, want) => {
  expect(parseAuthority(text)).toEqual(want);
});

test.each(['', ':80', 'a:0', 'a:65536', 'a:1x', 'a:-1', 'a:123456', 'u@a', 'a b', 'a/b', '[::1', '[]', '[a]', '[a.example]', '[192.0.2.1]', '[1:2]', '[1::2::3]', '[::1]x', 'a\x00', 'caf\xe9', 'a?b', 'a#b'])('%j is none', (text) => {
  expect(parseAuthority(text)).toBeUndefined();
});
