import { parseModeSpec } from '@weir/mode-spec';
import { modeFor, UnavailableMode } from './index.ts';

const listen = { host: '127.0.0.1', port: 8080 };

test.each(['regular', 'Regular@9000', 'reverse:http://a', 'reverse:https://a', 'reverse:tcp://a:1', 'reverse:tls://a:1', 'socks5@1080', 'upstream:http://proxy:3128'])('%s has a mode, which listens where it is told', (spec) => {
  const { mode, config } = modeFor(parseModeSpec(spec), listen);
  expect(config).toMatchObject({ spec, listen });
  expect(spec.toLowerCase().startsWith(mode.name)).toBe(true);
  expect(mode.listen(config)).toEqual([{ via: 'tcp', host: '127.0.0.1', port: 8080 }]);
});

test.each([
  ['transparent', 'transparent'], ['dns', 'dns'], ['wireguard:/etc/wg', 'wireguard'],
  ['tun', 'tun'], ['local', 'local'],
  ['reverse:dns://a', 'reverse:dns'], ['reverse:http3://a', 'reverse:http3'], ['reverse:quic://a', 'reverse:quic'],
  ['reverse:udp://a:1', 'reverse:udp'], ['reverse:dtls://a:1', 'reverse:dtls'],
])('%s is not available yet', (spec, name) => {
  const make = () => modeFor(parseModeSpec(spec), listen);
  expect(make).toThrow(UnavailableMode);
  expect(make).toThrow(new Error(`mode ${name} is not available yet`));
});
