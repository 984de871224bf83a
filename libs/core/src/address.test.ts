import { authority, sameAddress } from './index.ts';

test('addresses are the same by host and port', () => {
  const a = { host: 'a.example', port: 80 };
  expect(sameAddress(a, { ...a })).toBe(true);
  expect(sameAddress(a, { ...a, port: 81 })).toBe(false);
  expect(sameAddress(a, { ...a, host: 'b.example' })).toBe(false);
  expect(sameAddress(a, undefined)).toBe(false);
  expect(sameAddress(undefined, undefined)).toBe(true);
});

test('an authority brackets IPv6, and leaves out a port that is not given', () => {
  expect(authority('a.example', 80)).toBe('a.example:80');
  expect(authority('a.example')).toBe('a.example');
  expect(authority('2001:db8::1', 443)).toBe('[2001:db8::1]:443');
  expect(authority('2001:db8::1')).toBe('[2001:db8::1]');
});
