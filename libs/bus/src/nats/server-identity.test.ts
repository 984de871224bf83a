import type { PeerCertificate } from 'node:tls';
import { serverIdentity } from './server-identity.ts';

const of = (subjectaltname: string): PeerCertificate => ({ subject: {}, subjectaltname }) as unknown as PeerCertificate;

test('names alone: Node verifies them itself', () => {
  expect(serverIdentity(['nats-1', 'localhost'])).toBeUndefined();
});

test('an address is verified as itself, not as localhost', () => {
  const check = serverIdentity(['10.0.0.1', '2001:db8::1', 'nats-1'])!;
  expect(check('localhost', of('IP Address:10.0.0.1'))).toBeUndefined();
  expect(check('localhost', of('IP Address:2001:DB8:0:0:0:0:0:1'))).toBeUndefined();
  expect(check('localhost', of('DNS:localhost, IP Address:10.0.0.2'))?.message).toContain("does not match certificate's altnames");
  expect(check('localhost', of('DNS:nats-1'))?.message).toContain("does not match certificate's altnames");
});

test('a name is verified as that name; localhost too, where it is given', () => {
  const check = serverIdentity(['10.0.0.1', 'nats-1', 'localhost'])!;
  expect(check('nats-1', of('DNS:nats-1'))).toBeUndefined();
  expect(check('nats-1', of('IP Address:10.0.0.1'))?.message).toContain("does not match certificate's altnames");
  expect(check('localhost', of('DNS:localhost'))).toBeUndefined();
});
