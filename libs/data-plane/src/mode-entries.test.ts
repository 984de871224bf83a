import type { Route } from '@weir/core';
import { ConfigError } from '@weir/service';
import { modeEntries } from './mode-entries.ts';

const values = { mode: ['regular'], listen_host: '', listen_port: undefined, keep_host_header: false, via: [], no_proxy: [], upstream_auth: undefined };

test('each SPEC becomes a mode with where it listens', () => {
  const entries = modeEntries({ ...values, mode: ['regular', 'reverse:https://example.com@[::1]:8443'] }, []);
  expect(entries.map(({ mode, config }) => [mode.name, config.spec, config.listen])).toEqual([
    ['regular', 'regular', { host: '', port: 8080 }],
    ['reverse', 'reverse:https://example.com@[::1]:8443', { host: '::1', port: 8443 }],
  ]);
});

test('listen_host and listen_port are for those that name none', () => {
  const entries = modeEntries({ ...values, mode: ['regular', 'reverse:http://a@0'], listen_host: '127.0.0.1', listen_port: 9000 }, []);
  expect(entries.map(({ config }) => config.listen)).toEqual([{ host: '127.0.0.1', port: 9000 }, { host: '127.0.0.1', port: 0 }]);
});

test.each([
  [['nonsense'], /unknown mode/],
  [['regular@70000'], /invalid port/i],
  [['reverse:http://'], /Invalid/],
  [['regular', 'regular'], /Cannot spawn multiple servers on the same address: \*:8080/],
  [['wireguard'], /wireguard/],
  [['reverse:udp://a:1'], /reverse:udp/],
  [[], /no mode/],
])('%j is refused', (mode, message) => {
  expect(() => modeEntries({ ...values, mode }, [])).toThrow(ConfigError);
  expect(() => modeEntries({ ...values, mode }, [])).toThrow(message);
});

test('a SPEC without --mode is pointed out', () => {
  expect(() => modeEntries(values, ['socks5'])).toThrow('unexpected socks5: modes are given as --mode SPEC');
});

test('the proxies on the way are the modes\' egress', () => {
  const [entry] = modeEntries({ ...values, mode: ['upstream:http://next:3128'], via: ['a.example=socks5://s'], no_proxy: ['b.example'], upstream_auth: 'u:p' }, []);
  const { egress } = (entry!.config as unknown as { readonly route: Route }).route;
  expect(['a.example', 'b.example', 'c.example'].map((host) => egress?.via({ host, port: 80 }))).toEqual([
    { scheme: 'socks5', address: { host: 's', port: 1080 } }, undefined, { scheme: 'http', address: { host: 'next', port: 3128 }, credentials: { user: 'u', password: 'p' } },
  ]);
});

test.each([
  [{ via: ['http://u:secret@next:0'] }, '--via: http://...@next:0 is no proxy: port 0'],
  [{ no_proxy: ['a b'] }, '--no-proxy: a b is no host, address, network (10.0.0.0/8) or *'],
  [{ upstream_auth: 'secret' }, '--upstream-auth: expected user:password'],
])('%j is refused in the option\'s name, and no password is shown', (given, message) => {
  expect(() => modeEntries({ ...values, ...given }, [])).toThrow(new ConfigError(message));
});
