import { CLIENT, ProxyError, SERVER, type PeerCertificate } from '@weir/core';
import { EagerTls } from '../../test/eager-tls.ts';
import { prove } from '../../test/prove.ts';
import { Relay } from '../../test/relay.ts';
import { Playbook, type Script } from '../index.ts';

const certificate: PeerCertificate = {
  subject: 'CN=a.example', issuer: 'CN=ca', notAfter: '2027-01-01T00:00:00Z', names: ['a.example', '*.a.example'], commonName: 'a.example', organization: 'A',
};

const script: Script = {
  start: () => new Playbook({ destination: { host: '203.0.113.9', port: 443 }, serverOpen: true }).start((stage) => new EagerTls(stage, () => new Relay(stage))),
  steps: [
    ['client', 'HELLO www.a.example http/1.1\n'], ['secured', SERVER, { alpn: 'http/1.1', certificate }], ['secured', CLIENT, { alpn: 'http/1.1' }],
    ['client', 'hello'], ['server', 'world'], ['serverEnds'], ['clientEnds'],
  ],
};
const hello = 'HELLO www.a.example http/1.1\n';

test('3: the client sees a certificate made like the server\'s, which is known by then', () => {
  const book = script.start().play(...script.steps.slice(0, 2));
  expect(book.conn.server?.tls?.certificate).toBe(certificate);
  expect(book.take().at(-1)).toEqual(['secure', 'client', { protocol: 'tls', head: hello, alpn: ['http/1.1'], leaf: { names: ['www.a.example'], like: certificate } }]);
});

test('a server that nobody trusts leaves nothing to copy: the client is answered all the same, and told inside', () => {
  const untrusted = new ProxyError('tls-server-untrusted', 'self-signed');
  const book = script.start().client(hello).secured(SERVER, untrusted);
  expect(book.take().at(-1)).toEqual(['secure', 'client', { protocol: 'tls', head: hello, alpn: ['http/1.1'], leaf: { names: ['www.a.example'] } }]);
  book.secured(CLIENT).expect(['become', 'Relay'], ['send', 'client', '502 tls-server-untrusted\n'], ['close'])
    .expectFlows({ type: 'tcp', outcome: 'tls-server-untrusted' });
});

test('a client that does not trust it is one flow in error, and is not told again by a reset', () => {
  script.start().play(...script.steps.slice(0, 2)).secured(CLIENT, new ProxyError('tls-client-rejected', 'unknown ca')).clientResets()
    .expectFlows({ type: 'tcp', outcome: 'tls-client-rejected' });
});

prove(script);
