import { X509Certificate } from 'node:crypto';
import { certificate } from '../test/rig.ts';
import { alternativeNames, peerCertificate } from './tls-facts.ts';

test('a certificate as handlers see it', () => {
  const { cert } = certificate('good.example', 'DNS:good.example,DNS:*.good.example,IP:10.0.0.1,IP:::1,URI:https://x/');
  expect(peerCertificate(new X509Certificate(cert))).toEqual({
    subject: 'O=Weir test, CN=good.example', issuer: 'O=Weir test, CN=good.example', commonName: 'good.example', organization: 'Weir test',
    notAfter: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    names: ['good.example', '*.good.example', '10.0.0.1', '0:0:0:0:0:0:0:1'],
  });
});

test('a hostile name cannot pretend to be two', () => {
  expect(alternativeNames('DNS:"a.example, DNS:b.example", DNS:c.example')).toEqual(['c.example']);
  expect(alternativeNames('DNS:"a\\", DNS:b.example", IP Address:1.2.3.4')).toEqual(['1.2.3.4']);
  expect(alternativeNames('')).toEqual([]);
});
