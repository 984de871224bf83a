import { hostOf } from './host-name.ts';

test.each(['a', 'a.example', 'A.Example', 'a.example.', 'xn--bcher-kva.example', 'my_service', '_dmarc.a.example', '1.2.3.example', 'r3---sn-4g5.example', `${'a'.repeat(63)}.example`])('%s is a name', (name) => {
  expect(hostOf(name)).toBe(name);
});

test.each([['192.0.2.1', '192.0.2.1'], ['::1', '::1'], ['2001:DB8:0::1', '2001:db8::1'], ['::ffff:192.0.2.1', '192.0.2.1']])('%s is an address', (text, host) => {
  expect(hostOf(text)).toBe(host);
});

test.each([
  '', '.', '..', '.a', 'a..b', 'a..', '-a.example', 'a-.example', 'a b', 'a\0.example', 'a\n', 'b\xfccher.example', 'a:80', 'user@a', '[::1]', 'fe80::1%eth0', 'a/b', '*.example',
  '127.1', '2130706433', '0x7f000001', '0x', '1.2.3.4.', '1.2.3.256', '01.2.3.4', 'a.1', `${'a'.repeat(64)}.example`, `${'a.'.repeat(126)}ab`,
])('%j is neither', (text) => {
  expect(hostOf(text)).toBeUndefined();
});

test('a name of 253 characters, and the root\'s dot', () => {
  const longest = `${'a.'.repeat(126)}a`;
  expect(hostOf(longest)).toBe(longest);
  expect(hostOf(`${longest}.`)).toBe(`${longest}.`);
});
