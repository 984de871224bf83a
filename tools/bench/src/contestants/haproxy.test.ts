import { scenariosNamed } from '../scenario.ts';
import { haproxyConfiguration } from './haproxy.ts';

const certificates = { caKey: '/c/ca.key', caCert: '/c/ca.pem', key: '/c/key', cert: '/c/cert', both: '/c/both' };
const stage = { origin: { http: 1080, https: 1443 }, certificates };

test.each([
  ['reverse-1k', ['mode http\n', 'http-reuse always', 'bind 127.0.0.1:9\n', 'server origin 127.0.0.1:1080\n']],
  ['tls-1k', ['bind 127.0.0.1:9 ssl crt /c/both alpn http/1.1\n', 'server origin 127.0.0.1:1443 ssl verify none\n']],
  ['tcp-1k', ['mode tcp\n', 'server origin 127.0.0.1:1080\n']],
])('%s', (name, parts) => {
  const configuration = haproxyConfiguration(scenariosNamed([name])[0]!, stage, 9);
  for (const part of parts) expect(configuration).toContain(part);
  if (name === 'tcp-1k') expect(configuration).not.toContain('http-reuse');
});
