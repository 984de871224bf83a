import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { AuthorityError, createAuthority, encryptKey, hasEncryptedKey, readCertificates, type PemText } from '@weir/x509';
import { folder, openssl, thrown } from '@weir/x509/testing';
import { mitmproxyAuthority, opensslAuthority } from '../../test/authorities.ts';
import { openAuthority } from './authority-files.ts';
import { importAuthority, type AuthorityImport } from './authority-import.ts';
import { openRoots, type RootsDirectory } from './roots-directory.ts';

const file = folder();
// A minute ahead: openssl dates its certificates from the second in which it makes them.
const now = Date.now() + 60_000;
const read = (path: string): string => readFileSync(file(path), 'utf8');
const give = (name: string, key: PemText, certificates: PemText, more: Partial<AuthorityImport> = {}): 'current' | 'next' =>
  importAuthority({ directory: file(name), key, certificates, now, ...more });
const open = (name: string, passphrase?: string): RootsDirectory => openRoots({ directory: file(name), now: () => now, passphrase });
const states = (roots: RootsDirectory): string[] => roots.roots().trusted().map(({ certificate, state }) => `${/CN=(.*)/.exec(certificate.subject)![1]!} ${state}`);
const made = createAuthority(now, { commonName: 'Made' });
const other = createAuthority(now, { commonName: 'Other' });
const both = (of: typeof made): PemText => ({ text: of.key + of.certificate });

test('mitmproxy\'s, in one file, into an empty directory', () => {
  const pem = { text: mitmproxyAuthority(file), file: '/home/a/.mitmproxy/mitmproxy-ca.pem' };
  expect(give('new/ca', pem, pem)).toBe('current');
  expect(readdirSync(file('new/ca')).sort()).toEqual(['ca-key.pem', 'ca.pem']);
  expect(['ca-key.pem', 'ca.pem'].map((name) => (statSync(file(`new/ca/${name}`)).mode & 0o777).toString(8))).toEqual(['600', '644']);
  expect(read('new/ca/ca.pem')).not.toContain('PRIVATE');
  expect(states(open('new/ca'))).toEqual(['mitmproxy current']);
  expect(openAuthority(file('new/ca'), now).created).toBe(false);
  expect(give('new/ca', pem, pem)).toBe('current');
  expect(readdirSync(file('new/ca')).sort()).toEqual(['ca-key.pem', 'ca.pem']);
});

test('an organisation\'s intermediate with its chain, its key encrypted', () => {
  const root = opensslAuthority(file, 'root');
  const low = opensslAuthority(file, 'low', 'root');
  const key = { text: openssl('pkey', '-in', file('.low.key'), '-aes128', '-passout', 'pass:theirs'), file: '/given.pem' };
  const chain = { text: root.certificate + low.certificate };
  expect(thrown(() => give('chain', key, chain)).message).toMatch(/^\/given.pem: the private key in it is encrypted/);
  expect(thrown(() => give('chain', key, chain, { keyPassphrase: 'no' })).message).toMatch(/^\/given.pem: the private key in it cannot be decrypted/);
  expect(() => readdirSync(file('chain'))).toThrow(/ENOENT/);
  expect(give('chain', key, chain, { keyPassphrase: 'theirs', passphrase: 'ours' })).toBe('current');
  expect(hasEncryptedKey(read('chain/ca-key.pem'))).toBe(true);
  expect(readCertificates({ text: read('chain/ca-key.pem') }).map(({ subject }) => subject)).toEqual(['CN=low', 'CN=root']);
  expect(states(open('chain', 'ours'))).toEqual(['root current']);
  expect(give('plain', key, chain, { keyPassphrase: 'theirs' })).toBe('current');
  expect(hasEncryptedKey(read('plain/ca-key.pem'))).toBe(false);
  expect(states(open('plain'))).toEqual(['root current']);
});

test('where there is one it becomes the next one, which can be activated; a third one is refused', () => {
  const roots = open('next');
  expect(give('next', both(made), both(made))).toBe('next');
  expect(give('next', both(made), both(made))).toBe('next');
  expect(roots.reload()).toBe(true);
  expect(states(roots)).toEqual(['Weir current', 'Made next']);
  const error = thrown(() => give('next', both(other), both(other)));
  expect(error).toBeInstanceOf(AuthorityError);
  expect(error.message).toBe(`${file('next/next-key.pem')}: there is a next root already: activate it once all clients trust it, or move it away`);
  roots.activate();
  expect(states(roots)).toEqual(['Made current', 'Weir previous']);
  expect(give('next', both(made), both(made))).toBe('current');
});

test('with a passphrase the next one is encrypted', () => {
  open('locked', 'ours');
  expect(thrown(() => give('locked', both(made), both(made))).message).toMatch(/ca_passphrase/);
  expect(give('locked', { text: encryptKey(made.key, 'theirs') }, { text: made.certificate }, { keyPassphrase: 'theirs', passphrase: 'ours' })).toBe('next');
  expect(states(open('locked', 'ours'))).toEqual(['Weir current', 'Made next']);
});

test('what cannot be used is refused, and nothing is written', () => {
  const bad: readonly (readonly [PemText, PemText, RegExp])[] = [
    [{ text: '', file: '/a' }, both(made), /^\/a: no private key/],
    [both(made), { text: other.certificate, file: '/b' }, /^\/b: no certificate in it belongs to the private key/],
    [both(made), { text: '', file: '/b' }, /^\/b: no certificate/],
  ];
  for (const [key, certificates, message] of bad) expect(thrown(() => give('bad', key, certificates)).message).toMatch(message);
  expect(thrown(() => give('bad', both(made), both(made), { now: now + 4000 * 86_400_000 })).message).toMatch(/expired on/);
  expect(() => readdirSync(file('bad'))).toThrow(/ENOENT/);
});

test('a directory with a certificate whose key is missing is not taken for an empty one', () => {
  mkdirSync(file('keyless'));
  file('keyless/ca.pem', other.certificate);
  expect(thrown(() => give('keyless', both(made), both(made))).message).toMatch(/keyless\/ca.pem: the private key of this certificate is missing/);
  expect(readdirSync(file('keyless'))).toEqual(['ca.pem']);
});
