import { HostCheck } from './host-check.ts';

const check = new HostCheck('127.0.0.1', ['Weir.example.com']);

test.each([
  ['127.0.0.1:8081', true], ['localhost', true], ['LOCALHOST.:1', true], ['weir.example.com', true], ['[127.0.0.1]', false],
  ['evil.example', false], ['127.0.0.1.evil.example', false], ['localhost@evil.example', false], ['localhost:8081/x', false], ['', false],
  [undefined, false], ['127.0.0.2', false], ['[::1]:8081', false], ['localhost:port', false],
])('Host %j: %j', (host, allowed) => {
  expect(check.allowsHost(host, undefined)).toBe(allowed);
});

test('with a wildcard, the address at which the connection arrived', () => {
  const wildcard = new HostCheck('::', []);
  expect(wildcard.allowsHost('10.0.0.5:8081', '::ffff:10.0.0.5')).toBe(true);
  expect(wildcard.allowsHost('[fd00::5]:8081', 'fd00::5')).toBe(true);
  expect(wildcard.allowsHost('10.0.0.6', '::ffff:10.0.0.5')).toBe(false);
});

test.each([
  [undefined, 'localhost:8081', true],
  ['http://localhost:8081', 'localhost:8081', true],
  ['https://weir.example.com', 'weir.example.com', true],
  ['https://weir.example.com', '10.0.0.5', true],
  ['http://localhost:3000', 'localhost:8081', false],
  ['http://evil.example', 'localhost:8081', false],
  ['null', 'localhost:8081', false],
  ['file://', '', false],
  ['', 'localhost', false],
])('Origin %j to Host %j: %j', (origin, host, allowed) => {
  expect(check.allowsOrigin(origin, host)).toBe(allowed);
});
