import { homedir } from 'node:os';
import { firstRequest, flowsCommand, shownHost } from './hints.ts';

const at = (mode: string, address = '127.0.0.1') => firstRequest({ mode, transport: 'tcp', address, port: 9999 }, '/home/a b/ca.pem');

test.each([
  ['regular', "curl -x http://127.0.0.1:9999 --cacert '/home/a b/ca.pem' https://example.com/"],
  ['Upstream:http://proxy:3128@9999', "curl -x http://127.0.0.1:9999 --cacert '/home/a b/ca.pem' https://example.com/"],
  ['socks5@[::1]:9999', "curl --socks5-hostname 127.0.0.1:9999 --cacert '/home/a b/ca.pem' https://example.com/"],
  ['reverse:https://example.com@9999', 'curl http://127.0.0.1:9999/'],
  ['reverse:http://example.com', 'curl http://127.0.0.1:9999/'],
  ['reverse:tcp://example.com:22', undefined],
  ['reverse:tls://example.com:993', undefined],
  ['dns', undefined],
])('%s: %s', (mode, command) => {
  expect(at(mode)).toBe(command);
});

test('without a file to trust it is a request without TLS', () => {
  expect(firstRequest({ mode: 'regular', transport: 'tcp', address: '::', port: 9999 }, undefined)).toBe('curl -x http://127.0.0.1:9999 http://example.com/');
});

test.each([['::', '127.0.0.1'], ['0.0.0.0', '127.0.0.1'], ['::1', '[::1]'], ['192.0.2.1', '192.0.2.1']])('what listens on %s is found at %s', (address, host) => {
  expect(at('reverse:http://a', address)).toBe(`curl http://${host}:9999/`);
});

test('all interfaces are shown as a star', () => {
  expect(['::', '0.0.0.0', '::1', '10.0.0.1'].map(shownHost)).toEqual(['*', '*', '[::1]', '10.0.0.1']);
});

describe('weir flows', () => {
  const usual = { api: 'http://127.0.0.1:8081', home: `${homedir()}/.weir`, givenToken: false };

  test.each([
    [{}, 'weir flows'],
    [{ api: 'http://[::1]:9000' }, "weir flows --api 'http://[::1]:9000'"],
    [{ api: 'http://127.0.0.1:9000', home: '/var/lib/weir' }, 'weir flows --api http://127.0.0.1:9000 --home /var/lib/weir'],
    [{ home: "/it's" }, "weir flows --home '/it'\\''s'"],
    [{ home: '/elsewhere', givenToken: true }, 'weir flows --api-token TOKEN'],
  ])('%j: %s', (differs, command) => {
    expect(flowsCommand({ ...usual, ...differs })).toBe(command);
  });
});
