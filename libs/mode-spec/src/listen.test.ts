import { defaultListenPort, listenConflict, resolveListen, transports } from './listen.ts';
import { parseModeSpec } from './parse.ts';

test.each<[string, number | undefined, string]>([
  ['regular', 8080, 'tcp'],
  ['transparent', 8080, 'tcp'],
  ['upstream:http://e', 8080, 'tcp'],
  ['socks5', 1080, 'tcp'],
  ['dns', 53, 'tcp,udp'],
  ['wireguard', 51820, 'udp'],
  ['reverse:http://e', 8080, 'tcp'],
  ['reverse:tcp://e:1', 8080, 'tcp'],
  ['reverse:tls://e:1', 8080, 'tcp'],
  ['reverse:https://e', 8080, 'tcp,udp'],
  ['reverse:http3://e', 8080, 'udp'],
  ['reverse:quic://e', 8080, 'udp'],
  ['reverse:udp://e:1', 8080, 'udp'],
  ['reverse:dtls://e:1', 8080, 'udp'],
  ['reverse:dns://e', 53, 'tcp,udp'],
  ['tun', undefined, 'tcp,udp'],
  ['local', undefined, 'tcp,udp'],
])('%s listens on %s %s by default', (text, port, expected) => {
  const spec = parseModeSpec(text);
  expect(defaultListenPort(spec)).toBe(port);
  expect(transports(spec).join()).toBe(expected);
});

describe('the SPEC comes before the configuration, the configuration before the default', () => {
  test.each<[string, { host?: string; port?: number }, string, number | undefined]>([
    ['regular', {}, '', 8080],
    ['regular', { host: '127.0.0.1', port: 9000 }, '127.0.0.1', 9000],
    ['regular@9001', { host: '127.0.0.1', port: 9000 }, '127.0.0.1', 9001],
    ['regular@0', { port: 9000 }, '', 0],
    ['regular@[::1]:9001', { host: '127.0.0.1', port: 9000 }, '::1', 9001],
    ['regular@:9001', { host: '127.0.0.1' }, '', 9001],
    ['tun', { port: 9000 }, '', undefined],
  ])('%s with %j', (text, configured, host, port) => {
    expect(resolveListen(parseModeSpec(text), configured)).toMatchObject({ host, port });
  });
});

describe('two on one address', () => {
  const same = (address: string): string => `Cannot spawn multiple servers on the same address: ${address}`;

  test.each<[string[], string | undefined]>([
    [['regular', 'socks5', 'dns', 'wireguard'], undefined],
    [['regular', 'transparent'], same('*:8080')],
    [['regular', 'regular'], same('*:8080')],
    [['regular', 'reverse:https://e'], same('*:8080')],
    [['regular', 'reverse:udp://e:1'], undefined],
    [['reverse:https://e', 'reverse:http3://e'], same('*:8080')],
    [['dns', 'reverse:dns://e'], same('*:53')],
    [['regular@127.0.0.1:1', 'socks5@127.0.0.1:1'], same('127.0.0.1:1')],
    [['regular@127.0.0.1:1', 'socks5@127.0.0.2:1'], undefined],
    [['regular@[::1]:1', 'socks5@::1:1'], same('[::1]:1')],
    [['regular@localhost:1', 'socks5@LOCALHOST:1'], same('localhost:1')],
    [['regular@0', 'socks5@0'], undefined],
    [['tun', 'local', 'tun:b'], undefined],
  ])('%j', (specs, expected) => {
    expect(listenConflict(specs.map((spec) => resolveListen(parseModeSpec(spec))))).toBe(expected);
  });
});
