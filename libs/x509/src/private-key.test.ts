import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { folder, openssl, thrown } from '../test/openssl.ts';
import { createAuthority, readAuthority } from './authority.ts';
import { AuthorityError } from './error.ts';
import { parsePem } from './pem.ts';
import { encryptKey, hasEncryptedKey, plainKey, readKey } from './private-key.ts';

const file = folder();
const passphrase = 'correct horse: bätter';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
file('plain.pem', plain);
file('passphrase', passphrase);

/** As the openssl command encrypts it. */
function byOpenssl(...args: string[]): string {
  return openssl(...args, '-in', file('plain.pem'), '-passout', `file:${file('passphrase')}`);
}

const isSame = (text: string, given?: string): boolean => createPublicKey(readKey({ text }, given)).equals(publicKey);

describe.each([
  ['PKCS#8, AES-256', () => byOpenssl('pkcs8', '-topk8', '-v2', 'aes-256-cbc')],
  ['PKCS#8, AES-128, scrypt', () => byOpenssl('pkcs8', '-topk8', '-v2', 'aes-128-cbc', '-scrypt')],
  ['legacy, AES-256', () => byOpenssl('ec', '-aes256')],
  ['legacy, triple DES', () => byOpenssl('ec', '-des3')],
  ['by encryptKey', () => encryptKey(plain, passphrase)],
])('a key encrypted as %s', (_, make) => {
  const text = make();

  test('is read with its passphrase', () => {
    expect(hasEncryptedKey(text)).toBe(true);
    expect(isSame(text, passphrase)).toBe(true);
    expect(plainKey({ text }, passphrase)).toBe(plain);
  });

  test('is refused without, and with another one, in words that do not hold it', () => {
    const without = thrown(() => readKey({ text, file: '/ca/ca-key.pem' }));
    expect(without).toBeInstanceOf(AuthorityError);
    expect(without.message).toMatch(/^\/ca\/ca-key.pem: the private key in it is encrypted, and there is no passphrase: decrypt it first/);
    for (const other of ['wrong', '', 'correct horse: bätte', 'x'.repeat(5000)]) {
      const error = thrown(() => readKey({ text, file: '/ca/ca-key.pem' }, other));
      expect(error).toBeInstanceOf(AuthorityError);
      expect(error.message).toBe('/ca/ca-key.pem: the private key in it cannot be decrypted: the passphrase is not the right one, or the file is damaged');
      if (other !== '') expect(String((error.cause as Error).stack)).not.toContain(other);
    }
  });

  test('is refused where it is damaged', () => {
    const error = thrown(() => readKey({ text: text.replace(/\n[A-Za-z0-9+/]{20}(?=[^]{0,80}=*\n-----END)/, '\nAAAAAAAAAAAAAAAAAAAA') }, passphrase));
    expect(error.message).toMatch(/cannot be decrypted/);
  });
});

test('a passphrase for a key that is not encrypted counts for nothing', () => {
  expect(hasEncryptedKey(plain)).toBe(false);
  expect(isSame(plain, passphrase)).toBe(true);
});

test('openssl reads what encryptKey has written: PBES2, PBKDF2 with HMAC-SHA-256, AES-256-CBC', () => {
  const path = file('encrypted.pem', encryptKey(plain, passphrase));
  expect(openssl('pkey', '-in', path, '-passin', `file:${file('passphrase')}`)).toBe(plain);
  expect(() => openssl('pkey', '-in', path, '-passin', 'pass:wrong')).toThrow();
  expect(openssl('asn1parse', '-in', path)).toMatch(/PBES2[^]*PBKDF2[^]*INTEGER +:0800[^]*hmacWithSHA256[^]*aes-256-cbc/);
  expect(encryptKey(plain, passphrase)).not.toBe(encryptKey(plain, passphrase));
});

test('encryptKey takes the older forms of a key too, finds it among certificates, and refuses what protects nothing', () => {
  const { key, certificate } = createAuthority(Date.now());
  expect(createPrivateKey({ key: encryptKey(certificate + key, 'p'), passphrase: 'p' }).equals(createPrivateKey(key))).toBe(true);
  expect(isSame(encryptKey(privateKey.export({ type: 'sec1', format: 'pem' }) as string, 'p'), 'p')).toBe(true);
  expect(thrown(() => encryptKey(plain, ''))).toBeInstanceOf(AuthorityError);
  expect(thrown(() => encryptKey(certificate, 'p'))).toBeInstanceOf(AuthorityError);
});

test('an authority is read with its passphrase', () => {
  const now = Date.now();
  const { key, certificate } = createAuthority(now);
  const both = encryptKey(key, passphrase) + certificate;
  expect(readAuthority({ text: both }, { text: both }, now, passphrase).certificates[0]!.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(thrown(() => readAuthority({ text: both }, { text: both }, now, 'wrong')).message).toMatch(/cannot be decrypted/);
  expect(thrown(() => readAuthority({ text: both }, { text: both }, now)).message).toMatch(/is encrypted/);
  expect(parsePem(both).map((block) => block.label)).toEqual(['ENCRYPTED PRIVATE KEY', 'CERTIFICATE']);
});
