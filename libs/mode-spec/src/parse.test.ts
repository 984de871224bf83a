import { parseModeSpec } from './parse.ts';
import { ModeSpecError } from './mode-spec.ts';

const reverse = (data: string, scheme: string, host: string, port: number) => ({ mode: 'reverse', data, target: { scheme, host, port }, listen: {} });
const upstream = (data: string, scheme: string, host: string, port: number) => ({ mode: 'upstream', data, target: { scheme, host, port }, listen: {} });

describe('reads', () => {
  test.each<[string, object]>([
    ['regular', { mode: 'regular', listen: {} }],
    ['regular:', { mode: 'regular', listen: {} }],
    ['ReGuLaR', { mode: 'regular', listen: {} }],
    ['transparent', { mode: 'transparent', listen: {} }],
    ['socks5', { mode: 'socks5', listen: {} }],
    ['dns', { mode: 'dns', listen: {} }],
    ['local', { mode: 'local', listen: {} }],
    ['local:curl,!wget', { mode: 'local', data: 'curl,!wget', listen: {} }],
    ['tun', { mode: 'tun', listen: {} }],
    ['tun:weir0', { mode: 'tun', data: 'weir0', listen: {} }],
    ['wireguard', { mode: 'wireguard', listen: {} }],
    ['wireguard:/etc/a:b.conf', { mode: 'wireguard', data: '/etc/a:b.conf', listen: {} }],
    ['wireguard:/home/a@b.conf@51820', { mode: 'wireguard', data: '/home/a@b.conf', listen: { port: 51820 } }],
    // Where to listen.
    ['regular@', { mode: 'regular', listen: {} }],
    ['regular@0', { mode: 'regular', listen: { port: 0 } }],
    ['regular@65535', { mode: 'regular', listen: { port: 65535 } }],
    ['regular@08080', { mode: 'regular', listen: { port: 8080 } }],
    ['regular@:8080', { mode: 'regular', listen: { host: '', port: 8080 } }],
    ['regular@127.0.0.1:8080', { mode: 'regular', listen: { host: '127.0.0.1', port: 8080 } }],
    ['regular@localhost:8080', { mode: 'regular', listen: { host: 'localhost', port: 8080 } }],
    ['regular@::1:8080', { mode: 'regular', listen: { host: '::1', port: 8080 } }],
    ['regular@[::1]:8080', { mode: 'regular', listen: { host: '::1', port: 8080 } }],
    ['regular@[fe80::1%eth0]:8080', { mode: 'regular', listen: { host: 'fe80::1%eth0', port: 8080 } }],
    ['reverse:https://example.com@127.0.0.1:8443', {
      ...reverse('https://example.com', 'https', 'example.com', 443), listen: { host: '127.0.0.1', port: 8443 },
    }],
    // Targets.
    ['reverse:example.com', reverse('example.com', 'https', 'example.com', 443)],
    ['reverse:example.com:8000', reverse('example.com:8000', 'https', 'example.com', 8000)],
    ['reverse:http://example.com', reverse('http://example.com', 'http', 'example.com', 80)],
    ['reverse:http://example.com/', reverse('http://example.com/', 'http', 'example.com', 80)],
    ['reverse:http://example.com:8000/', reverse('http://example.com:8000/', 'http', 'example.com', 8000)],
    ['REVERSE:https://e', reverse('https://e', 'https', 'e', 443)],
    ['reverse:http3://e', reverse('http3://e', 'http3', 'e', 443)],
    ['reverse:quic://e', reverse('quic://e', 'quic', 'e', 443)],
    ['reverse:dns://8.8.8.8', reverse('dns://8.8.8.8', 'dns', '8.8.8.8', 53)],
    ['reverse:tcp://e:1', reverse('tcp://e:1', 'tcp', 'e', 1)],
    ['reverse:tls://e:1', reverse('tls://e:1', 'tls', 'e', 1)],
    ['reverse:udp://e:0', reverse('udp://e:0', 'udp', 'e', 0)],
    ['reverse:dtls://e:65535', reverse('dtls://e:65535', 'dtls', 'e', 65535)],
    ['reverse:http://e:00080', reverse('http://e:00080', 'http', 'e', 80)],
    ['reverse:http://[::1]', reverse('http://[::1]', 'http', '::1', 80)],
    ['reverse:http://[::1]:8000/', reverse('http://[::1]:8000/', 'http', '::1', 8000)],
    ['reverse:http://[fe80::1%eth0]:1', reverse('http://[fe80::1%eth0]:1', 'http', 'fe80::1%eth0', 1)],
    ['reverse:http://[::ffff:1.2.3.4]', reverse('http://[::ffff:1.2.3.4]', 'http', '::ffff:1.2.3.4', 80)],
    ['reverse:http://my_service.svc.', reverse('http://my_service.svc.', 'http', 'my_service.svc.', 80)],
    ['reverse:http://bücher.example', reverse('http://bücher.example', 'http', 'xn--bcher-kva.example', 80)],
    ['upstream:proxy', upstream('proxy', 'http', 'proxy', 80)],
    ['upstream:proxy:3128', upstream('proxy:3128', 'http', 'proxy', 3128)],
    ['upstream:http://proxy', upstream('http://proxy', 'http', 'proxy', 80)],
    ['upstream:https://proxy', upstream('https://proxy', 'https', 'proxy', 443)],
    ['upstream:https://proxy:8080@8081', { ...upstream('https://proxy:8080', 'https', 'proxy', 8080), listen: { port: 8081 } }],
  ])('%s', (spec, expected) => {
    expect(parseModeSpec(spec)).toEqual({ spec, ...expected });
  });
});

describe('refuses', () => {
  const long = (n: number): string => 'a'.repeat(n);

  test.each<[string, string]>([
    ['', 'unknown mode'],
    ['@', 'unknown mode'],
    ['@8080', 'unknown mode'],
    ['flibbel', 'unknown mode'],
    ['constructor', 'unknown mode'],
    ['__proto__', 'unknown mode'],
    [' regular', 'unknown mode'],
    ['regular@@8080', 'unknown mode'],
    ['regular:x', 'mode takes no arguments'],
    ['transparent:x', 'mode takes no arguments'],
    ['socks5:x', 'mode takes no arguments'],
    ['dns:8.8.8.8', 'mode takes no arguments'],
    ['regular@invalid', 'invalid port: invalid'],
    ['regular@host:invalid', 'invalid port: invalid'],
    ['regular@host:', 'invalid port: '],
    ['regular@65536', 'invalid port: 65536'],
    ['regular@99999999', 'invalid port: 99999999'],
    ['regular@-1', 'invalid port: -1'],
    ['regular@+1', 'invalid port: +1'],
    ['regular@ 1', 'invalid port:  1'],
    ['regular@1_0', 'invalid port: 1_0'],
    ['regular@a b:1', 'Invalid hostname: a b'],
    ['regular@[x::]:1', 'Invalid hostname: x::'],
    ['flibbel@invalid', 'invalid port: invalid'],
    ['reverse', 'Invalid server specification: '],
    ['reverse:', 'Invalid server specification: '],
    ['reverse:http://', 'Invalid server specification: http://'],
    ['reverse:http://e/path', 'Invalid server specification: http://e/path'],
    ['reverse:http://e?q/', 'Invalid hostname: e?q'],
    ['reverse:http://u@e', 'invalid port: e'],
    ['reverse:http://u@e@8080', 'Invalid hostname: u@e'],
    ['reverse:http://u:p@e:80@8080', 'Invalid server specification: http://u:p@e:80'],
    ['reverse:http://e:x', 'Invalid server specification: http://e:x'],
    ['reverse:http://e:', 'Invalid server specification: http://e:'],
    ['reverse:http://::1', 'Invalid server specification: http://::1'],
    ['reverse:ftp://e', 'Invalid server scheme: ftp'],
    ['reverse:HTTP://e', 'Invalid server scheme: HTTP'],
    ['reverse:constructor://e', 'Invalid server scheme: constructor'],
    ['reverse:http://e e', 'Invalid hostname: e e'],
    ['reverse:http://e\n', 'Invalid hostname: e\n'],
    ['reverse:http://.', 'Invalid hostname: .'],
    ['reverse:http://a..b', 'Invalid hostname: a..b'],
    ['reverse:http://[]', 'Invalid hostname: '],
    ['reverse:http://[::1', 'Invalid server specification: http://[::1'],
    ['reverse:http://[1:2]', 'Invalid hostname: 1:2'],
    ['reverse:http://[::1%]', 'Invalid hostname: ::1%'],
    ['reverse:http://[::1%a%b]', 'Invalid hostname: ::1%a%b'],
    ['reverse:http://é#x', 'Invalid hostname: é#x'],
    [`reverse:http://${long(64)}`, `Invalid hostname: ${long(64)}`],
    [`reverse:http://${`${long(60)}.`.repeat(5)}`, 'Invalid hostname: '],
    ['reverse:http://e:65536', 'Invalid port: 65536'],
    ['reverse:http://e:000123456', 'Invalid port: 123456'],
    ['reverse:tcp://e', 'Port specification missing.'],
    ['reverse:tls://e', 'Port specification missing.'],
    ['reverse:udp://e', 'Port specification missing.'],
    ['reverse:dtls://e', 'Port specification missing.'],
    ['upstream', 'Invalid server specification: '],
    ['upstream:socks5://e', 'Invalid server scheme: socks5'],
    ['upstream:dns://e', 'invalid upstream proxy scheme'],
    ['upstream:tcp://e:1', 'invalid upstream proxy scheme'],
    ['tun:a/b', 'invalid interface name: a/b'],
    ['tun:..', 'invalid interface name: ..'],
    ['tun:sixteen-letters-', 'invalid interface name: sixteen-letters-'],
  ])('%j', (spec, message) => {
    expect(() => parseModeSpec(spec)).toThrow(ModeSpecError);
    expect(() => parseModeSpec(spec)).toThrow(message);
  });
});

test('any string gives a specification or a ModeSpecError', () => {
  const pieces = [
    'regular', 'reverse', 'upstream', 'wireguard', 'tun', 'local', 'dns', ':', '@', '/', '//', '://', 'http', 'https', 'tcp', '[', ']', '::1', '%', '.',
    'example.com', '80', '65536', ' ', '\0', '\n', 'é', '。', '\ud800', '\u{1f600}', 'xn--', '１', '-', '_', '\u00ad',
  ];
  let state = 1;
  const below = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  let accepted = 0;
  for (let n = 0; n < 20_000; n++) {
    let spec = below(2) === 0 ? 'reverse:http://' : '';
    for (let k = below(7); k > 0; k--) spec += pieces[below(pieces.length)]!;
    try {
      expect(parseModeSpec(spec).spec).toBe(spec);
      accepted++;
    } catch (error) {
      if (!(error instanceof ModeSpecError)) throw error;
    }
  }
  expect(accepted).toBeGreaterThan(100);
});
