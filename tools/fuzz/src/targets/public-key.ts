import { createPublicKey } from 'node:crypto';
import { checkPublicKey } from '@weir/x509';
import { expectThat, type Target } from '../target.ts';
import { unlessRefused } from './authority-error.ts';

/** Of keys that were thrown away: SubjectPublicKeyInfo. */
export const publicKeys: readonly Uint8Array[] = [
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEs3LqeBqlUeZyVwymoTxl47jB3Z5krUt3Lg4cJb213XM2Xo48SdYtwgf63bGDe7rxoBUiApk53nF0oX6Q5DJEaw==',
  'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqkikJ68hW47LaJAbDdsjEMI2g0WBATnc+55TfKI+xgJ2kyIcI1x5GsDSnlIRG99kni2JmtnU3PVgUJuXBud7+jHUxvNaz3Zplmv1b+sI+WoUXiiviCrBHEY2NdikUQ4S',
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyb66YwsFrcsEZDZtErCe6tY3gNtw5XCvMOPeIz86c5UDUJYfZQY98/MZaIXW0EnMd7MIpl6KwmMI4iTDZDag1+Zphh/7HP6w5dxA/3h2d4mFcAmcTZD2QEp5KcyYlz05b6NTc1zTg9L/CSRh7SkbAF85xaVX4VyfkOmsjz5dc3bcWVATDA1BMRB2yNrvbkQ5gjWzWMUmN0vKM1qX0Itpa6QfWp7SXg3mI9ka96o2x19/iVJBWEkfV6wVWiP47Q4PoMhW++YYwBdmPCcx+HfdehZwH8lYOR5O9JHe5JT7kie4t6l0mreD215KzkASVQMzpA442qaPL1Cs7MB+VlflfQIDAQAB',
].map((key) => Buffer.from(key, 'base64'));

export const publicKey: Target = {
  name: 'public-key',
  about: 'a SubjectPublicKeyInfo: one that certificates are issued for, or an AuthorityError',
  seeds: () => publicKeys,
  words: ['\x30\x82', '\x30\x80', '\x30\x13', '\x03\x42\x00\x04', '\x03\x00', '\x06\x07\x2a\x86\x48\xce\x3d\x02\x01', '\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07', '\x06\x05\x2b\x81\x04\x00\x22', '\x05\x00', '\x02\x03\x01\x00\x01', '\x02\x01\x03'],
  maxBytes: 600,
  run(input) {
    if (unlessRefused(() => { checkPublicKey(input); return true; }) === undefined) return;
    const key = createPublicKey({ key: Buffer.from(input), format: 'der', type: 'spki' });
    const { namedCurve, modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {};
    const accepted = key.asymmetricKeyType === 'ec' ? namedCurve === 'prime256v1' || namedCurve === 'secp384r1'
      : key.asymmetricKeyType === 'rsa' && modulusLength! >= 2048 && modulusLength! <= 4096 && publicExponent! >= 65_537n;
    expectThat(accepted, () => `${key.asymmetricKeyType} ${namedCurve ?? modulusLength} is accepted`);
    expectThat(key.export({ type: 'spki', format: 'der' }).equals(input), () => 'OpenSSL writes it as other bytes');
  },
};
