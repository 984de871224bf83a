import { X509Certificate } from 'node:crypto';
import { subjectName } from '@weir/x509';
import { anAuthority } from '../test/rig.ts';
import { ServiceCredentials } from './identity.ts';

const day = 86_400_000;

test('a certificate for its names, made anew when its end comes near; another is not looked for before', () => {
  const identity = anAuthority('Weir services');
  const now = Date.now();
  const credentials = new ServiceCredentials(identity, [subjectName('ca.example')!, subjectName('192.0.2.1')!], now);
  const shown = (): X509Certificate => new X509Certificate(String(credentials._getSecureContextOptions()!.cert));
  const first = shown();
  expect([first.subjectAltName, first.verify(identity.certificates[0]!.publicKey)]).toEqual(['DNS:ca.example, IP Address:192.0.2.1', true]);
  credentials.renew(now + 160 * day);
  expect(shown().serialNumber).toBe(first.serialNumber);
  credentials.renew(now + 170 * day);
  expect(shown().serialNumber).not.toBe(first.serialNumber);
  expect(Date.parse(shown().validTo)).toBeGreaterThan(now + 360 * day);
  // The clock is set back to where it belongs.
  credentials.renew(now);
  expect(Date.parse(shown().validFrom)).toBeLessThan(now);
  expect([credentials._equals(credentials), credentials._equals(new ServiceCredentials(identity, [subjectName('a')!], now))]).toEqual([true, false]);
});
