import { createAuthority } from './authority.ts';
import { certificateFacts, issuerLimits } from './parse.ts';
import { parsePem } from './pem.ts';

const { certificate } = createAuthority(Date.UTC(2026, 0, 1));
const [block] = parsePem(certificate);
const der = block!.der;

test('facts are the same from PEM and from DER', () => {
  expect(certificateFacts(der)).toEqual(certificateFacts(certificate));
  expect(certificateFacts(der)).toMatchObject({ subject: 'CN=Weir, O=Weir', names: [], notBefore: Date.UTC(2025, 11, 30) });
});

test('any bytes give facts or nothing', () => {
  expect(certificateFacts(new Uint8Array(0))).toBeUndefined();
  for (let cut = 0; cut < der.length; cut++) expect(certificateFacts(der.subarray(0, cut))).toBeUndefined();
  for (let at = 0; at < der.length; at++) {
    const bent = Buffer.from(der);
    bent[at] = bent[at]! ^ 0xff;
    expect(() => certificateFacts(bent)).not.toThrow();
  }
});

test('an issuer that cannot be read sets no limits', () => {
  expect(issuerLimits(new Uint8Array(3))).toEqual({ pathLength: Infinity, constrained: false });
  expect(issuerLimits(der)).toEqual({ pathLength: Infinity, constrained: false });
});
