import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { AuthorityError } from '@weir/x509';
import { folder, openssl, thrown } from '@weir/x509/testing';
import { opensslAuthority } from '../../test/authorities.ts';
import { openAuthority } from './authority-files.ts';
import { exportAuthority } from './export.ts';

const file = folder();
const now = Date.now();
const formats = ['pem', 'p12', 'cer'] as const;
openAuthority(file('ca'), now);
const certificate = new X509Certificate(readFileSync(file('ca/ca.pem')));
const key = (): string => readFileSync(file('ca/ca-key.pem'), 'utf8');

/** Octets of the key, in each way that it could be written. */
function holdsKey(bytes: Uint8Array): boolean {
  const der = Buffer.from(/KEY-----([^-]*)-----END/.exec(key())![1]!, 'base64');
  const text = Buffer.from(bytes);
  return text.includes('PRIVATE') || text.includes(der) || text.includes(der.toString('base64').slice(0, 60)) || text.includes(der.subarray(36, 68));
}

test('each format holds the certificate and never the key', () => {
  expect(holdsKey(Buffer.from(key()))).toBe(true);
  expect(Buffer.from(exportAuthority(file('ca'), 'pem')).toString()).toBe(readFileSync(file('ca/ca.pem'), 'utf8'));
  expect(Buffer.from(exportAuthority(file('ca'), 'cer'))).toEqual(certificate.raw);
  writeFileSync(file('ca.p12'), exportAuthority(file('ca'), 'p12'));
  expect(openssl('pkcs12', '-in', file('ca.p12'), '-passin', 'pass:')).toContain(certificate.toString().trim());
  expect(openssl('pkcs12', '-in', file('ca.p12'), '-passin', 'pass:', '-nocerts', '-nodes')).not.toContain('PRIVATE');
  for (const format of formats) expect(holdsKey(exportAuthority(file('ca'), format))).toBe(false);
});

test('openssl reads what it is told to trust', () => {
  writeFileSync(file('ca.cer'), exportAuthority(file('ca'), 'cer'));
  expect(openssl('x509', '-inform', 'DER', '-in', file('ca.cer'), '-noout', '-subject')).toBe('subject=CN = Weir, O = Weir\n');
});

test('without the certificate\'s file it is taken from the key\'s, without the key', () => {
  const before = exportAuthority(file('ca'), 'pem');
  const text = readFileSync(file('ca/ca.pem'));
  rmSync(file('ca/ca.pem'));
  expect(exportAuthority(file('ca'), 'pem')).toEqual(before);
  for (const format of formats) expect(holdsKey(exportAuthority(file('ca'), format))).toBe(false);
  writeFileSync(file('ca/ca.pem'), text);
});

test('a key that stands in the certificate\'s file is left out', () => {
  const text = readFileSync(file('ca/ca.pem'));
  writeFileSync(file('ca/ca.pem'), key() + text.toString());
  for (const format of formats) expect(holdsKey(exportAuthority(file('ca'), format))).toBe(false);
  writeFileSync(file('ca/ca.pem'), text);
});

test('of a chain all are exported, the topmost where there is room for one', () => {
  const root = opensslAuthority(file, 'root');
  const middle = opensslAuthority(file, 'middle', 'root');
  mkdirSync(file('chain'));
  file('chain/ca-key.pem', middle.key);
  file('chain/ca.pem', middle.certificate + root.certificate);
  expect(Buffer.from(exportAuthority(file('chain'), 'pem')).toString()).toBe(middle.certificate + root.certificate);
  expect(Buffer.from(exportAuthority(file('chain'), 'cer'))).toEqual(new X509Certificate(root.certificate).raw);
  writeFileSync(file('chain.p12'), exportAuthority(file('chain'), 'p12'));
  expect(openssl('pkcs12', '-in', file('chain.p12'), '-passin', 'pass:').match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
});

test('where there is none, it says what makes one, and makes none', () => {
  const error = thrown(() => exportAuthority(file('none'), 'pem'));
  expect(error).toBeInstanceOf(AuthorityError);
  expect(error.message).toBe(`${file('none')}: there is no authority here yet: \`weir up\` makes one at its first start`);
  expect(() => readFileSync(file('none/ca.pem'))).toThrow('ENOENT');
});

test('noise is no certificate', () => {
  mkdirSync(file('noise'));
  file('noise/ca.pem', 'noise');
  expect(thrown(() => exportAuthority(file('noise'), 'cer')).message).toMatch(/noise\/ca.pem: no certificate in it/);
});
