import { isIpLiteral } from './ip-literal.ts';

test.each(['192.0.2.1', '0.0.0.0', '::1', '2001:db8::1', 'fe80::1%eth0', '::ffff:192.0.2.1'])('%s is a literal', (host) => {
  expect(isIpLiteral(host)).toBe(true);
});

test.each(['a.example', 'localhost', '1.2.3.example', '192.0.2', '192.0.2.1.', 'xn--bcher-kva.example', ''])('%j is a name', (host) => {
  expect(isIpLiteral(host)).toBe(false);
});
