import { originConfiguration } from './origin.ts';

const certificates = { caKey: '/c/ca.key', caCert: '/c/ca.pem', key: '/c/key', cert: '/c/cert', both: '/c/both' };

test('both addresses of localhost where there are two', () => {
  expect(originConfiguration({ http: 1, https: 2 }, certificates, true)).toContain('listen 127.0.0.1:2 ssl; listen [::1]:2 ssl;');
  expect(originConfiguration({ http: 1, https: 2 }, certificates, false)).not.toContain('[::1]');
});

test('1 KB is 1024 bytes', () => {
  const body = /return 200 '(\{"a":"x+"\})'/.exec(originConfiguration({ http: 1, https: 2 }, certificates, true))?.[1];
  expect(body).toHaveLength(1024);
});
