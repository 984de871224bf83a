import { readdirSync, readFileSync, statSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { encodePem, hasEncryptedKey, issueClientCertificate, issueLeaf, subjectNames } from '@weir/x509';
import { folder, openssl, thrown } from '@weir/x509/testing';
import { openAuthority } from './authority-files.ts';
import { openIdentity } from './identity.ts';
import { openRoots } from './roots-directory.ts';

const file = folder();
const now = Date.now();
const read = (path: string): string => readFileSync(file(path), 'utf8');
const fingerprint = (of: ReturnType<typeof openIdentity>): string => of.authority.certificates[0]!.fingerprint256;

test('is made once, in files of its own beside the authority\'s, and is another one', () => {
  const roots = openRoots({ directory: file('ca'), now: () => now });
  const made = openIdentity(file('ca'), now);
  expect(made).toMatchObject({ created: true, certificateFile: file('ca/identity.pem'), keyFile: file('ca/identity-key.pem') });
  expect(made.authority.certificates[0]!.subject).toBe('CN=Weir services\nO=Weir');
  expect(readdirSync(file('ca')).sort()).toEqual(['ca-key.pem', 'ca.pem', 'identity-key.pem', 'identity.pem']);
  expect(['identity-key.pem', 'identity.pem'].map((name) => (statSync(file(`ca/${name}`)).mode & 0o777).toString(8))).toEqual(['600', '644']);
  expect(read('ca/identity.pem')).not.toContain('PRIVATE');
  const again = openIdentity(file('ca'), now);
  expect([again.created, fingerprint(again)]).toEqual([false, fingerprint(made)]);
  // Clients of proxies never trust it.
  expect(roots.reload()).toBe(false);
  expect(roots.roots().trusted().map(({ certificate }) => certificate.fingerprint256)).not.toContain(fingerprint(made));
  expect(openAuthority(file('ca'), now).authority.certificates[0]!.fingerprint256).not.toBe(fingerprint(made));
});

test('signs servers and clients that openssl verifies by it, and not by the authority', () => {
  const { authority, certificateFile } = openIdentity(file('ca'), now);
  const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });
  const server = file('server.pem', issueLeaf(authority, { names: subjectNames([], ['ca.example']), publicKey, now }).chain);
  const client = file('client.pem', encodePem('CERTIFICATE', issueClientCertificate(authority, { commonName: 'a', publicKey, now, lifetimeMs: 86_400_000 }).der));
  expect(openssl('verify', '-CAfile', certificateFile, '-purpose', 'sslserver', server)).toContain('OK');
  expect(openssl('verify', '-CAfile', certificateFile, '-purpose', 'sslclient', client)).toContain('OK');
  for (const one of [server, client]) expect(() => openssl('verify', '-CAfile', file('ca/ca.pem'), one)).toThrow();
});

test('with a passphrase its key is encrypted: one that is made, and one that is there', () => {
  openIdentity(file('new'), now, 'a passphrase');
  openIdentity(file('ca'), now, 'a passphrase');
  for (const name of ['new', 'ca']) {
    expect(hasEncryptedKey(read(`${name}/identity-key.pem`))).toBe(true);
    expect(openIdentity(file(name), now, 'a passphrase').created).toBe(false);
    expect(thrown(() => openIdentity(file(name), now)).message).toMatch(/identity-key.pem: the private key in it is encrypted: .*ca_passphrase/);
  }
});
