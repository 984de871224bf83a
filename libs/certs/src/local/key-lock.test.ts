import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { AuthorityError, createAuthority, encryptKey, readAuthority } from '@weir/x509';
import { folder, openssl, thrown } from '@weir/x509/testing';
import { keyFileText, lockKeyFile, unlockAuthority } from './key-lock.ts';

const file = folder();
const now = Date.now();
const made = createAuthority(now);
const passphrase = 'a $& passphrase';

test('an encrypted key without a passphrase: the words name the option', () => {
  const text = keyFileText(made, passphrase);
  const error = thrown(() => unlockAuthority({ text, file: '/ca/ca-key.pem' }, { text }, now, undefined));
  expect(error).toBeInstanceOf(AuthorityError);
  expect(error.message).toMatch(/^\/ca\/ca-key.pem: the private key in it is encrypted: .* by the option ca_passphrase \(WEIR_CA_PASSPHRASE\), or decrypt it/);
  expect(thrown(() => unlockAuthority({ text }, { text }, now, 'wrong')).message).toMatch(/cannot be decrypted/);
  expect(unlockAuthority({ text }, { text }, now, passphrase).certificates).toHaveLength(1);
});

test('a new authority is written with its key as it is, or encrypted', () => {
  expect(keyFileText(made, undefined)).toBe(made.key + made.certificate);
  const text = keyFileText(made, passphrase);
  expect(text).not.toContain('BEGIN PRIVATE KEY');
  expect(text.endsWith(made.certificate)).toBe(true);
});

test('a key is encrypted in its place, and all around it stays', () => {
  const around = (key: string): string => `# caf\u00e9\r\n${key}# between\n${made.certificate}# end`;
  mkdirSync(file('place'));
  const path = file('place/ca-key.pem', Buffer.from(around(made.key), 'latin1'));
  expect(lockKeyFile(path, passphrase)).toBe(true);
  const text = readFileSync(path, 'latin1');
  expect(text.replace(/-----BEGIN ENC[^]*-----END ENC.*\n/, '')).toBe(around(''));
  expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  expect(readdirSync(file('place'))).toEqual(['ca-key.pem']);
  expect(readAuthority({ text }, { text }, now, passphrase).certificates[0]!.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
  expect(lockKeyFile(path, 'another')).toBe(true);
  expect(readFileSync(path, 'latin1')).toBe(text);
});

test.each([
  ['PKCS#1', ['genrsa', '-traditional', '2048']],
  ['SEC1, with its parameters before it', ['ecparam', '-name', 'prime256v1', '-genkey']],
])('the older forms of a key: %s', (name, args) => {
  const plain = openssl(...args);
  const path = file(name, plain);
  expect(lockKeyFile(path, passphrase)).toBe(true);
  const text = readFileSync(path, 'latin1');
  expect(text.match(/BEGIN [A-Z ]*PRIVATE KEY/g)).toEqual(['BEGIN ENCRYPTED PRIVATE KEY']);
  file('passphrase', passphrase);
  expect(openssl('pkey', '-in', path, '-passin', `file:${file('passphrase')}`)).toBe(openssl('pkey', '-in', file(`${name}.plain`, plain)));
});

test('a link stays as it is: the file is somebody else\'s', () => {
  file('theirs', made.key + made.certificate);
  symlinkSync('theirs', file('link'));
  expect(lockKeyFile(file('link'), passphrase)).toBe(false);
  expect(readFileSync(file('theirs'), 'utf8')).toBe(made.key + made.certificate);
});

test('what is gone needs nothing, what others can read is refused, what has no key stays', () => {
  expect(lockKeyFile(file('none'), passphrase)).toBe(true);
  expect(thrown(() => lockKeyFile(file('open', made.key, 0o644), passphrase)).message).toMatch(/mode 0644/);
  expect(lockKeyFile(file('certificate', made.certificate), passphrase)).toBe(false);
  expect(lockKeyFile(file('locked', encryptKey(made.key, 'x')), passphrase)).toBe(true);
});
