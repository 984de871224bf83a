import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import { createAuthority, readAuthority } from './authority.ts';
import { AuthorityError } from './error.ts';
import { issueLeaf } from './leaf.ts';
import { subjectNames } from './names.ts';
import { certificateFacts } from './parse.ts';

const now = Date.UTC(2026, 10, 24, 12);
const day = 24 * 60 * 60 * 1000;
const files = createAuthority(now);
const authority = readAuthority({ text: files.key }, { text: files.certificate }, now);
const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });

function issue(names: readonly string[], organization?: string) {
  return issueLeaf(authority, { names: subjectNames([], names), publicKey, now, ...(organization === undefined ? {} : { organization }) });
}

describe('a leaf', () => {
  test('holds its names in order, the first as its common name', () => {
    const facts = certificateFacts(issue(['Example.com', '*.example.com', '192.0.2.1', '2001:db8::1'], 'Example Ltd').der);
    expect(facts).toMatchObject({
      commonName: 'example.com',
      organization: 'Example Ltd',
      names: ['example.com', '*.example.com', '192.0.2.1', '2001:db8:0:0:0:0:0:1'],
      issuer: 'CN=Weir, O=Weir',
      authority: false,
    });
  });

  test('is signed by the authority and lives 199 days from two days ago', () => {
    const certificate = new X509Certificate(issue(['a.example']).der);
    expect(certificate.verify(authority.certificates[0]!.publicKey)).toBe(true);
    expect(certificate.checkIssued(authority.certificates[0]!)).toBe(true);
    expect(Date.parse(certificate.validFrom)).toBe(now - 2 * day);
    expect(Date.parse(certificate.validTo)).toBe(now + 197 * day);
  });

  test('has no common name where the first name is 64 characters or more', () => {
    const label = 'a'.repeat(55);
    expect(certificateFacts(issue([`${label}.example`]).der)?.commonName).toBe(`${label}.example`);
    const facts = certificateFacts(issue([`a${label}.example`]).der);
    expect(facts?.commonName).toBeUndefined();
    expect(facts?.names).toEqual([`a${label}.example`]);
  });

  test('has a positive serial number of 20 octets, a new one each time', () => {
    const serials = Array.from({ length: 50 }, () => certificateFacts(issue(['a.example']).der)!.serialNumber);
    expect(new Set(serials).size).toBe(50);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{39}$/);
    const leaf = issue(['a.example']);
    expect(leaf.serialNumber).toBe(new X509Certificate(leaf.der).serialNumber);
  });

  test('takes any organization that a hostile certificate may hold', () => {
    const organizationOf = (text: string) => certificateFacts(issue(['a.example'], text).der)?.organization;
    expect(organizationOf('Bücher & Söhne')).toBe('Bücher & Söhne');
    expect(organizationOf('a\u0000b')).toBeUndefined();
    expect(organizationOf('')).toBeUndefined();
    expect(organizationOf('\ud800x')).toBe('\ufffdx');
    expect(organizationOf('x'.repeat(10_000))).toBe('x'.repeat(64));
    expect(organizationOf('CN=evil/O="x",')).toBe('CN=evil/O="x",');
  });

  test('is not issued without a name or after the authority\'s end', () => {
    expect(() => issue([])).toThrow(AuthorityError);
    const late = { names: subjectNames([], ['a.example']), publicKey, now: authority.notAfter + 1000 };
    expect(() => issueLeaf(authority, late)).toThrow(/expired/);
  });

  test('ends with the authority at the latest', () => {
    const late = authority.notAfter - day;
    expect(issueLeaf(authority, { names: subjectNames([], ['a.example']), publicKey, now: late }).notAfter).toBe(authority.notAfter);
  });
});
