import { listenConflict, ModeSpecError, parseModeSpec, resolveListen, type ModeSpec } from '@weir/mode-spec';
import { expectThat, latin1, type Target } from '../target.ts';

export const modeSpec: Target = {
  name: 'mode-spec',
  about: 'the grammar of modes: a value that can be used and read again, or a ModeSpecError',
  seeds: () => [
    'regular', 'transparent@8080', 'socks5@[::1]:1080', 'dns@127.0.0.1:53', 'wireguard:/etc/wg.conf@51820', 'tun:tun0', 'local:curl,!80', 'REGULAR@*:1',
    'reverse:https://example.com:8443/@0.0.0.0:443', 'reverse:tcp://[2001:db8::1%eth0]:5432@5432', 'reverse:dns://8.8.8.8', 'upstream:http://proxy:3128@8081', 'reverse:b\xc3\xbccher.example',
  ].map(latin1),
  words: ['@', ':', '//', '://', '[', ']', '%', '*', '.', '-', '_', '/', '@0', '@65535', '@65536', ':00', 'reverse:', 'upstream:', 'https', 'http3', 'tls', 'xn--', '::1', '127.1', '\xc3\xbc', '\xe2\x80\xa8', '\0', '\n', 'constructor', '__proto__'],
  maxBytes: 300,
  run(input) {
    const text = Buffer.from(input).toString('utf8');
    let spec: ModeSpec;
    try {
      spec = parseModeSpec(text);
    } catch (error) {
      if (error instanceof ModeSpecError) return;
      throw error;
    }
    expectThat(JSON.stringify(parseModeSpec(spec.spec)) === JSON.stringify(spec), () => 'it is another one when it is read again');
    const listen = resolveListen(spec, { host: '', port: 0 });
    expectThat(listenConflict([listen, listen]) === undefined || (listen.port ?? 0) > 0, () => 'port 0 conflicts with itself');
    checkHost(listen.host);
    checkPort(listen.port ?? 0);
    if ('target' in spec) {
      checkPort(spec.target.port);
      expectThat(spec.target.host !== '', () => 'a target without a host');
      checkHost(spec.target.host);
    }
  },
};

function checkPort(port: number): void {
  expectThat(Number.isInteger(port) && port >= 0 && port <= 65535, () => `${port} is no port`);
}

function checkHost(host: string): void {
  expectThat(/^[A-Za-z0-9._:%~-]*$/.test(host), () => `${JSON.stringify(host)} could not be looked up, or would break a Host field`);
}
