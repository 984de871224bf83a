import { scenarios, scenariosNamed, type Scenario } from '../scenario.ts';
import { haproxyConfiguration } from './haproxy.ts';
import { contestantNamed, contestants } from './index.ts';
import { mitmproxyMode } from './mitmdump.ts';
import { proxyConfiguration } from './nginx.ts';
import { weirMode } from './weir.ts';

const certificates = { caKey: '/c/ca.key', caCert: '/c/ca.pem', key: '/c/key', cert: '/c/cert', both: '/c/both' };
const stage = { origin: { http: 1080, https: 1443 }, certificates };
const scenario = (name: string): Scenario => scenariosNamed([name])[0]!;
const who = (name: string): string[] => contestants.filter((contestant) => contestant.does(scenario(name))).map((contestant) => contestant.name);

test('by name', () => {
  expect(contestantNamed('weir').besideThread).toBe('collector');
  expect(() => contestantNamed('apache')).toThrow('no contestant apache; there are: nginx haproxy');
});

test('who does what', () => {
  const weir = ['weir', 'weir-memory', 'weir-off'];
  expect(who('reverse-1k')).toEqual(['nginx', 'haproxy', 'mitmdump', 'mockttp', ...weir]);
  expect(who('regular-1k')).toEqual(['mitmdump', 'mockttp', 'http-mitm-proxy', ...weir]);
  expect(who('connect-1k')).toEqual(['mitmdump', 'mockttp', ...weir]);
  expect(who('connect-tls-1k')).toEqual(['mitmdump', 'mockttp', 'http-mitm-proxy', ...weir]);
  expect(who('tcp-1k')).toEqual(['nginx', 'haproxy', 'mitmdump', ...weir]);
});

test('what is missing is said with what to do about it', () => {
  const said = contestants.flatMap((contestant) => scenarios.map((each) => contestant.missing(each))).filter((text) => text !== undefined);
  for (const text of said) expect(text).toMatch(/ \(.*(apt-get install|npm run bench -- --install)/);
});

test.each([
  ['reverse-1k', ['listen 127.0.0.1:9;', 'server 127.0.0.1:1080;', 'proxy_pass http://origin']],
  ['tls-1k', ['listen 127.0.0.1:9 ssl;', 'ssl_certificate /c/cert;', 'server 127.0.0.1:1443;', 'proxy_pass https://origin']],
  ['tcp-1k', ['load_module x;', 'stream { server { listen 127.0.0.1:9; proxy_pass 127.0.0.1:1080; } }']],
])('nginx, %s', (name, parts) => {
  const configuration = proxyConfiguration(scenario(name), stage, 9, 'load_module x;\n');
  for (const part of parts) expect(configuration).toContain(part);
});

test.each([
  ['reverse-1k', ['mode http\n', 'http-reuse always', 'bind 127.0.0.1:9\n', 'server origin 127.0.0.1:1080\n']],
  ['tls-1k', ['bind 127.0.0.1:9 ssl crt /c/both alpn http/1.1\n', 'server origin 127.0.0.1:1443 ssl verify none\n']],
  ['tcp-1k', ['mode tcp\n', 'server origin 127.0.0.1:1080\n']],
])('haproxy, %s', (name, parts) => {
  const configuration = haproxyConfiguration(scenario(name), stage, 9);
  for (const part of parts) expect(configuration).toContain(part);
  if (name === 'tcp-1k') expect(configuration).not.toContain('http-reuse');
});

test('modes of mitmproxy and Weir', () => {
  expect(mitmproxyMode(scenario('tls-1k'), 'https', '127.0.0.1:1443')).toBe('reverse:https://127.0.0.1:1443');
  expect(mitmproxyMode(scenario('connect-1k'), 'http', 'x')).toBe('regular');
  expect(weirMode(scenario('reverse-1k'), stage)).toBe('reverse:http://127.0.0.1:1080@127.0.0.1:0');
  expect(weirMode(scenario('tls-1k'), stage)).toBe('reverse:https://127.0.0.1:1443@127.0.0.1:0');
  expect(weirMode(scenario('tcp-1k'), stage)).toBe('reverse:tcp://127.0.0.1:1080@127.0.0.1:0');
  expect(weirMode(scenario('connect-tls-1k'), stage)).toBe('regular@127.0.0.1:0');
});
