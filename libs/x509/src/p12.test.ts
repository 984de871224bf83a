import { readCertificates, createAuthority } from './authority.ts';
import { bytesOf, children, content, decode, dottedOid } from './asn1.ts';
import { encodePkcs12 } from './p12.ts';

const now = Date.UTC(2026, 10, 24);

test('holds the certificates and no key', () => {
  const certificates = [createAuthority(now), createAuthority(now)].flatMap((made) => readCertificates({ text: made.certificate }));
  const p12 = encodePkcs12(certificates);
  const [version, safe, mac] = children(decode(p12));
  expect(content(version)).toBe('\x03');
  expect(children(mac)).toHaveLength(3);
  const authenticated = decode(bytesOf(content(children(children(safe)[1])[0])));
  const bags = children(decode(bytesOf(content(children(children(children(authenticated)[0])[1])[0]))));
  // certBag alone (RFC 7292, 4.2): a key would be in a bag of type 1 or 2.
  expect(bags.map((bag) => dottedOid(children(bag)[0]))).toEqual(Array(2).fill('1.2.840.113549.1.12.10.1.3'));
  for (const certificate of certificates) expect(p12.includes(certificate.raw)).toBe(true);
});

test('is salted anew each time', () => {
  const certificates = readCertificates({ text: createAuthority(now).certificate });
  expect(encodePkcs12(certificates)).not.toEqual(encodePkcs12(certificates));
});
