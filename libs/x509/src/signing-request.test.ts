import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { folder, openssl, thrown } from '../test/openssl.ts';
import { bitString, decode, encode, integer, nothing, octets, oid, sequence, set, tagged, utf8String, type Node } from './asn1.ts';
import { distinguishedName } from './certificate.ts';
import { AuthorityError } from './error.ts';
import { createSigningRequest, readSigningRequest } from './signing-request.ts';

const file = folder();
const p256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const p384 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'];
const rsa = ['-newkey', 'rsa:2048'];
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spki = pair.publicKey.export({ type: 'spki', format: 'der' });

/** What `openssl req -new` makes with these arguments, and its key. */
function byOpenssl(...args: string[]): { readonly request: Buffer; readonly publicKey: Buffer } {
  openssl('req', '-new', '-nodes', '-subj', '/CN=test', '-outform', 'DER', '-out', file('csr'), '-keyout', file('key'), ...args);
  return { request: readFileSync(file('csr')), publicKey: createPublicKey(readFileSync(file('key'))).export({ type: 'spki', format: 'der' }) };
}

function refusal(der: Uint8Array): string {
  const error = thrown(() => readSigningRequest(der));
  expect(error).toBeInstanceOf(AuthorityError);
  return error.message;
}

const ecdsaSha256 = sequence(oid('1.2.840.10045.4.3.2'));

/** A request of parts that need not fit, truly signed. */
function request(of: { info?: Node; algorithm?: Node; hash?: string; key?: KeyObject; more?: Node[]; unused?: number } = {}): Buffer {
  const info = of.info ?? sequence(integer('\0'), distinguishedName('test', undefined), decode(spki), tagged(0, []));
  const signature = sign(of.hash ?? 'sha256', encode(info), of.key ?? pair.privateKey);
  return encode(sequence(info, of.algorithm ?? ecdsaSha256, bitString(octets(signature), of.unused), ...of.more ?? []));
}

describe('openssl\'s requests give their key', () => {
  test.each([
    ['EC P-256', [...p256]],
    ['EC P-256, SHA-384', [...p256, '-sha384']],
    ['EC P-384, SHA-512', [...p384, '-sha512']],
    ['RSA, SHA-256', [...rsa]],
    ['RSA, SHA-384', [...rsa, '-sha384']],
    ['RSA, SHA-512', [...rsa, '-sha512']],
    ['with attributes', [...p256, '-addext', 'subjectAltName=DNS:a.example,IP:192.0.2.1', '-addext', 'keyUsage=critical,digitalSignature']],
    ['with a subject beyond ASCII, of several parts', [...p256, '-utf8', '-subj', '/C=DE/O=Bücher/CN=a+UID=b']],
    ['with an empty subject', [...p256, '-subj', '/']],
  ])('%s', (_, args) => {
    const made = byOpenssl(...args);
    expect(readSigningRequest(made.request)).toEqual({ publicKey: made.publicKey });
  });
});

test('what createSigningRequest makes openssl verifies, and it is read back', () => {
  for (const { privateKey, publicKey } of [pair, generateKeyPairSync('rsa', { modulusLength: 2048 })]) {
    const made = createSigningRequest(privateKey, 'proxy/ä');
    const text = openssl('req', '-inform', 'DER', '-in', file('own', made), '-noout', '-verify', '-text', '-nameopt', 'utf8');
    expect(text).toMatch(/Subject: CN ?= ?proxy\/ä\n/);
    expect(text).toContain('Version: 1 (0x0)');
    expect(readSigningRequest(made).publicKey).toEqual(publicKey.export({ type: 'spki', format: 'der' }));
  }
  expect(thrown(() => createSigningRequest(pair.privateKey, ''))).toBeInstanceOf(AuthorityError);
});

test('a changed byte is noticed, wherever it is', () => {
  const made = createSigningRequest(pair.privateKey, 'test');
  for (let at = 0; at < made.length; at++) {
    for (const change of [0x01, 0x80, 0xff]) {
      const bent = Buffer.from(made);
      bent[at] = bent[at]! ^ change;
      refusal(bent);
    }
  }
});

test('so is a missing end, at whatever length, and one octet more', () => {
  const { request: made } = byOpenssl(...rsa);
  for (let cut = 0; cut < made.length; cut += 7) refusal(made.subarray(0, cut));
  expect(refusal(Buffer.concat([made, Buffer.from([0])]))).toBe('this is no certification request: expected PKCS#10 (RFC 2986) as DER');
  expect(refusal(Buffer.from(openssl('req', '-inform', 'DER', '-in', file('csr'))))).toMatch(/no certification request/);
});

test('a key that checkPublicKey refuses is refused', () => {
  expect(refusal(byOpenssl('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521').request)).toMatch(/accepted are/);
  expect(refusal(byOpenssl('-newkey', 'rsa:1024').request)).toMatch(/accepted are/);
  expect(refusal(byOpenssl('-newkey', 'ed25519').request)).toMatch(/accepted are/);
});

test('weak or foreign signatures do not count', () => {
  expect(readSigningRequest(request()).publicKey).toEqual(spki);
  const notCounting = /is not signed in a way that counts here: ECDSA or RSA \(PKCS#1 v1.5\) with SHA-256/;
  expect(refusal(byOpenssl(...p256, '-sha1').request)).toMatch(notCounting);
  expect(refusal(byOpenssl(...rsa, '-sha1').request)).toMatch(notCounting);
  expect(refusal(byOpenssl(...rsa, '-sigopt', 'rsa_padding_mode:pss').request)).toMatch(notCounting);
  // Truly signed, under the name of the other kind of key, or with parameters that are none.
  expect(refusal(request({ algorithm: sequence(oid('1.2.840.113549.1.1.11'), nothing()) }))).toMatch(notCounting);
  expect(refusal(request({ algorithm: sequence(oid('1.2.840.10045.4.3.2'), nothing()) }))).toMatch(notCounting);
  expect(refusal(request({ algorithm: sequence() }))).toMatch(notCounting);
  expect(refusal(request({ hash: 'sha384' }))).toMatch(/is not signed by the key that it is for/);
});

test('a key that is not the sender\'s is refused', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  expect(refusal(request({ key: other.privateKey }))).toMatch(/its sender does not have the private key$/);
});

test.each([
  ['another version', request({ info: sequence(integer('\x01'), sequence(), decode(spki), tagged(0, [])) })],
  ['no attributes', request({ info: sequence(integer('\0'), sequence(), decode(spki)) })],
  ['a field more', request({ info: sequence(integer('\0'), sequence(), decode(spki), tagged(0, []), nothing()) })],
  ['something behind the signature', request({ more: [nothing()] })],
  ['bits of the signature that do not count', request({ unused: 1 })],
  ['a subject that is no name', request({ info: sequence(integer('\0'), utf8String('a'), decode(spki), tagged(0, [])) })],
  ['a set in place of the information', request({ info: set(integer('\0'), sequence(), decode(spki), tagged(0, [])) })],
  ['a certificate\'s shape', encode(sequence(sequence(tagged(0, [integer('\x02')]), integer('\x01')), ecdsaSha256, bitString('x')))],
])('%s: no certification request', (_, der) => {
  expect(refusal(der)).toBe('this is no certification request: expected PKCS#10 (RFC 2986) as DER');
});

test('at most 16 KiB are read', () => {
  const padded = (size: number): Buffer => request({ info: sequence(integer('\0'), distinguishedName('x'.repeat(size), undefined), decode(spki), tagged(0, [])) });
  expect(readSigningRequest(padded(16_000)).publicKey).toEqual(spki);
  expect(refusal(padded(17_000))).toMatch(/has 17\d{3} bytes: at most 16384 are read/);
});

test('nesting without an end is an error like others', () => {
  expect(refusal(Buffer.concat(Array.from({ length: 4000 }, () => Buffer.from([0x30, 0x80]))))).toMatch(/no certification request/);
});
