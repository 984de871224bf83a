import { scenariosNamed } from '../scenario.ts';
import { proxyConfiguration } from './nginx.ts';

const certificates = { caKey: '/c/ca.key', caCert: '/c/ca.pem', key: '/c/key', cert: '/c/cert', both: '/c/both' };
const stage = { origin: { http: 1080, https: 1443 }, certificates };

test.each([
  ['reverse-1k', ['listen 127.0.0.1:9;', 'server 127.0.0.1:1080;', 'proxy_pass http://origin']],
  ['tls-1k', ['listen 127.0.0.1:9 ssl;', 'ssl_certificate /c/cert;', 'server 127.0.0.1:1443;', 'proxy_pass https://origin']],
  ['tcp-1k', ['load_module x;', 'stream { server { listen 127.0.0.1:9; proxy_pass 127.0.0.1:1080; } }']],
])('%s', (name, parts) => {
  const configuration = proxyConfiguration(scenariosNamed([name])[0]!, stage, 9, 'load_module x;\n');
  for (const part of parts) expect(configuration).toContain(part);
});
