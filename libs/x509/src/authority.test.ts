import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, readAuthority, readCertificates } from './authority.ts';
import { AuthorityError } from './error.ts';
import { issueLeaf } from './leaf.ts';
import { subjectNames } from './names.ts';
import { encodePkcs12 } from './p12.ts';
import { certificateFacts } from './parse.ts';

// A minute ahead: openssl dates its certificates from the second in which it makes them.
const now = Date.now() + 60_000;
const folder = mkdtempSync(join(tmpdir(), 'weir-x509-'));
const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content?: string | Uint8Array): string {
  const path = join(folder, name);
  if (content !== undefined) writeFileSync(path, content);
  return path;
}

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A request, signed by `issuer` (itself where absent), with the given extensions. */
function certificate(name: string, key: readonly string[], extensions: string, issuer?: string): string {
  const request = ['req', '-new', ...key, '-nodes', '-subj', `/CN=${name}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`)];
  openssl(...request);
  const signed = issuer === undefined ? ['-signkey', file(`${name}.key`)] : ['-CA', file(`${issuer}.crt`), '-CAkey', file(`${issuer}.key`), '-CAcreateserial'];
  openssl('x509', '-req', '-in', file(`${name}.csr`), ...signed, '-days', '2', '-extfile', file(`${name}.ext`, extensions), '-out', file(`${name}.crt`));
  return readFileSync(file(`${name}.key`), 'utf8') + readFileSync(file(`${name}.crt`), 'utf8');
}

const authorityExtensions = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n';
const rsa = ['-newkey', 'rsa:2048'];
const p384 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'];

function issuedBy(pem: string): string {
  const authority = readAuthority({ text: pem }, { text: pem }, now);
  return issueLeaf(authority, { names: subjectNames([], ['www.example.com', '192.0.2.7']), organization: 'Example', publicKey, now }).chain;
}

describe('a new authority', () => {
  const made = createAuthority(now);

  test('says what it is, for ten years from two days ago', () => {
    const text = openssl('x509', '-noout', '-text', '-in', file('ca.pem', made.certificate));
    expect(text).toContain('Subject: CN = Weir, O = Weir');
    expect(text).toContain('Issuer: CN = Weir, O = Weir');
    expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:TRUE\n/);
    expect(text).toMatch(/X509v3 Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    expect(text).toContain('X509v3 Subject Key Identifier');
    expect(text).toContain('Signature Algorithm: ecdsa-with-SHA256');
    const facts = certificateFacts(made.certificate)!;
    expect(facts.authority).toBe(true);
    expect(Math.round((facts.notAfter - now) / 86_400_000)).toBe(3650);
    expect(Math.round((now - facts.notBefore) / 86_400_000)).toBe(2);
  });

  test('has another common name where it is given one', () => {
    expect(certificateFacts(createAuthority(now, { commonName: 'Weir 2026-11-30' }).certificate)).toMatchObject({ subject: 'CN=Weir 2026-11-30, O=Weir', issuer: 'CN=Weir 2026-11-30, O=Weir' });
    expect(() => createAuthority(now, { commonName: 'x'.repeat(65) })).toThrow(AuthorityError);
  });

  test('has nothing to send after a leaf, no constraints, and may have authorities below it', () => {
    expect(readAuthority({ text: made.key }, { text: made.certificate }, now)).toMatchObject({ chain: [], intermediates: '', constrained: false, delegates: true });
  });

  test('signs leaves that openssl verifies, strictly', () => {
    const leaf = file('leaf.pem', issuedBy(made.key + made.certificate));
    const verify = ['verify', '-x509_strict', '-CAfile', file('ca.pem', made.certificate), '-purpose', 'sslserver'];
    expect(openssl(...verify, '-verify_hostname', 'www.example.com', leaf)).toContain('OK');
    expect(openssl(...verify, '-verify_ip', '192.0.2.7', leaf)).toContain('OK');
    expect(() => openssl(...verify, '-verify_hostname', 'other.example.com', leaf)).toThrow();
    const text = openssl('x509', '-noout', '-text', '-in', leaf);
    expect(text).toMatch(/X509v3 Extended Key Usage:\s+TLS Web Server Authentication\n/);
    expect(text).toMatch(/X509v3 Subject Alternative Name:\s+DNS:www.example.com, IP Address:192.0.2.7\n/);
    expect(text).not.toContain('X509v3 Subject Key Identifier');
    const keyId = (of: string): string | undefined => /Key Identifier: *\n *([0-9A-F:]+)/.exec(of)?.[1];
    expect(keyId(text)).toBe(keyId(openssl('x509', '-noout', '-text', '-in', file('ca.pem'))));
  });

  test('is exported as PKCS#12 that openssl reads, MAC and all', () => {
    const p12 = file('ca.p12', encodePkcs12(readCertificates({ text: made.certificate })));
    const out = openssl('pkcs12', '-in', p12, '-passin', 'pass:', '-nokeys');
    expect(out).toContain('friendlyName: Weir');
    expect(out).toContain(made.certificate.trim());
  });
});

describe('a given authority', () => {
  test('with an RSA key signs leaves', () => {
    const pem = certificate('rsa-root', rsa, authorityExtensions);
    expect(openssl('verify', '-x509_strict', '-CAfile', file('rsa-root.crt'), file('rsa-leaf.pem', issuedBy(pem)))).toContain('OK');
  });

  test('that is an intermediate sends its chain, without the root, in whatever order it was given', () => {
    const root = certificate('root', p384, authorityExtensions);
    const middle = certificate('middle', p384, authorityExtensions, 'root');
    const low = certificate('low', p384, authorityExtensions, 'middle');
    const certificates = (pem: string): string => pem.slice(pem.indexOf('-----BEGIN CERT'));
    const chain = issuedBy(certificates(root) + low + certificates(middle));
    expect(readCertificates({ text: chain }).map((one) => one.subject)).toEqual(['CN=www.example.com\nO=Example', 'CN=low', 'CN=middle']);
    const leaf = file('low-leaf.pem', chain);
    expect(openssl('verify', '-CAfile', file('root.crt'), '-untrusted', leaf, leaf)).toContain('OK');
    const { chain: sent, intermediates } = readAuthority({ text: low }, { text: low + certificates(root) + certificates(middle) }, now);
    expect(sent).toEqual(readCertificates({ text: intermediates }).map((one) => one.raw));
  });

  test.each([
    ['no limit', '', '', true],
    ['its own', '', ',pathlen:0', false],
    ['its own, of one', '', ',pathlen:1', true],
    ['its issuer\'s', ',pathlen:1', '', false],
    ['its issuer\'s, of two', ',pathlen:2', '', true],
    ['a large one', ',pathlen:300', ',pathlen:200', true],
  ])('knows by the path lengths above it whether it may have an authority below: %s', (name, above, own, delegates) => {
    const limited = (length: string): string => authorityExtensions.replace('CA:TRUE', `CA:TRUE${length}`);
    const top = certificate(`top ${name}`, p384, limited(above));
    const pem = certificate(`limited ${name}`, p384, limited(own), `top ${name}`) + top.slice(top.indexOf('-----BEGIN CERT'));
    expect(readAuthority({ text: pem }, { text: pem }, now).delegates).toBe(delegates);
  });

  test('is constrained where its issuer is', () => {
    const top = certificate('constrained', p384, `${authorityExtensions}nameConstraints=critical,permitted;DNS:example.com\n`);
    const pem = certificate('below', p384, authorityExtensions, 'constrained') + top.slice(top.indexOf('-----BEGIN CERT'));
    expect(readAuthority({ text: pem }, { text: pem }, now).constrained).toBe(true);
    expect(readAuthority({ text: pem }, { text: pem.slice(0, pem.indexOf('-----END CERT') + 25) }, now).constrained).toBe(false);
  });

  test('that was renewed stands beside the certificate that it replaces', () => {
    const old = certificate('renewed', p384, authorityExtensions);
    const again = ['x509', '-req', '-in', file('renewed.csr'), '-signkey', file('renewed.key'), '-extfile', file('renewed.ext')];
    openssl(...again, '-days', '900', '-out', file('again.crt'));
    const pem = old + readFileSync(file('again.crt'), 'utf8');
    expect(readAuthority({ text: pem }, { text: pem }, now).notAfter).toBeLessThan(now + 3 * 86_400_000);
    expect(readAuthority({ text: pem }, { text: pem }, now + 3 * 86_400_000).notAfter).toBeGreaterThan(now + 800 * 86_400_000);
  });

  test('names an issuer by its key, where another has the same name', () => {
    const bare = 'basicConstraints=critical,CA:TRUE\n';
    certificate('twin', p384, bare);
    const low = certificate('under-twin', p384, `${bare}authorityKeyIdentifier=none\n`, 'twin');
    const right = readFileSync(file('twin.crt'), 'utf8');
    const wrong = certificate('twin', p384, bare).replace(/-----BEGIN PRIVATE[^]*END PRIVATE KEY-----/, '');
    const read = readAuthority({ text: low }, { text: low + wrong + right }, now);
    expect(read.certificates.map((one) => one.toString())).toEqual([readFileSync(file('under-twin.crt'), 'utf8'), right]);
  });

  test('without a subject key identifier works too', () => {
    const pem = certificate('bare', p384, 'basicConstraints=critical,CA:TRUE\n');
    expect(openssl('verify', '-CAfile', file('bare.crt'), file('bare-leaf.pem', issuedBy(pem)))).toContain('OK');
  });
});

describe('what is no authority is refused with its reason', () => {
  const made = createAuthority(now);
  const other = createAuthority(now);
  const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
  const refusal = (pem: string, at = now): string => {
    try {
      readAuthority({ text: pem, file: '/home/ca-key.pem' }, { text: pem, file: '/home/ca.pem' }, at);
    } catch (error) {
      expect(error).toBeInstanceOf(AuthorityError);
      return (error as Error).message;
    }
    return 'taken';
  };

  test.each([
    ['nothing', '', /^\/home\/ca-key.pem: no private key/],
    ['noise', '\u0000\uffff-----BEGIN', /no private key/],
    ['no certificate', made.key, /^\/home\/ca.pem: no certificate/],
    ['a foreign certificate', made.key + other.certificate, /belongs to the private key in \/home\/ca-key.pem/],
    ['a foreign certificate of another kind of key', rsaKey + made.certificate, /belongs to the private key/],
    ['two keys', made.key + other.key + made.certificate, /more than one private key/],
    ['a damaged key', made.key.replace(/M.{20}/, 'AAAA') + made.certificate, /private key in it cannot be read/],
    ['a damaged certificate', made.key + made.certificate.replace(/MII.{20}/, 'AAAA'), /certificate in it cannot be read/],
    ['an encrypted key', `-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n${made.certificate}`, /is encrypted/],
  ])('%s', (_, pem, reason) => {
    expect(refusal(pem)).toMatch(reason);
  });

  test('an expired one, and one of the future', () => {
    expect(refusal(made.key + made.certificate, now + 3651 * 86_400_000)).toMatch(/expired on/);
    expect(refusal(made.key + made.certificate, now - 3 * 86_400_000)).toMatch(/not valid before/);
  });

  test('a server\'s certificate, one that may not sign, and a key that cannot', () => {
    expect(refusal(certificate('leaf', p384, 'basicConstraints=CA:FALSE\n'))).toMatch(/lacks CA:TRUE/);
    expect(refusal(certificate('mute', p384, 'basicConstraints=critical,CA:TRUE\nkeyUsage=cRLSign\n'))).toMatch(/keyCertSign/);
    expect(refusal(certificate('short', ['-newkey', 'rsa:1024'], authorityExtensions))).toMatch(/1024 bits/);
    expect(refusal(certificate('ed', ['-newkey', 'ed25519'], authorityExtensions))).toMatch(/RSA or EC/);
  });
});
