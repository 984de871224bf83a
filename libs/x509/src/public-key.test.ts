import { createHash, createPublicKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { folder, openssl, thrown } from '../test/openssl.ts';
import { bitString, encode, integer, nothing, octets, oid, sequence } from './asn1.ts';
import { AuthorityError } from './error.ts';
import { checkPublicKey, keyIdentifier } from './public-key.ts';

const file = folder();
const der = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
const ec = (namedCurve: string): Buffer => der(generateKeyPairSync('ec', { namedCurve }).publicKey);
const p256 = ec('P-256');
const p384 = ec('P-384');
const rsa2048 = der(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);

/** An RSA key of a modulus that nobody can use, with the given exponent. */
function rsa(bits: number, exponent: string, last = '\x01'): Buffer {
  const octetsOf = bits / 8;
  const modulus = `\0\xc1${'\x55'.repeat(octetsOf - 2)}${last}`;
  return encode(sequence(sequence(oid('1.2.840.113549.1.1.1'), nothing()), bitString(octets(encode(sequence(integer(modulus), integer(exponent)))))));
}

/** By openssl, with arguments of `openssl ec`. */
function reshaped(...args: string[]): Buffer {
  file('key.pem', openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout'));
  return Buffer.from(openssl('ec', '-in', file('key.pem'), '-pubout', '-outform', 'PEM', ...args).split('\n').slice(1, -2).join(''), 'base64');
}

const changed = (bytes: Buffer, at: number): Buffer => {
  const bent = Buffer.from(bytes);
  const position = at < 0 ? bent.length + at : at;
  bent[position] = bent[position]! ^ 1;
  return bent;
};

test.each([
  ['EC on P-256', p256],
  ['EC on P-384', p384],
  ['RSA of 2048 bits', rsa2048],
  ['RSA of 4096 bits, whose exponent has 64 bits', rsa(4096, `\0${'\xff'.repeat(8)}`)],
])('%s is accepted', (_, spki) => {
  checkPublicKey(spki);
  checkPublicKey(new Uint8Array(spki));
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['noise', Buffer.from('noise')],
  ['PEM', Buffer.from(createPublicKey({ key: p256, format: 'der', type: 'spki' }).export({ type: 'spki', format: 'pem' }))],
  ['two in a row', Buffer.concat([p256, p256])],
  ['one octet more', Buffer.concat([p256, Buffer.alloc(1)])],
  ['one octet less', p256.subarray(0, -1)],
  ['a length in a longer form', Buffer.concat([Buffer.from([0x30, 0x81]), p256.subarray(1)])],
  ['a point that is not on its curve', changed(p256, -1)],
  ['a point that is not on its curve (P-384)', changed(p384, -1)],
  ['the point at infinity', encode(sequence(sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')), bitString('\0')))],
  ['a compressed point', reshaped('-conv_form', 'compressed')],
  ['a curve by its parameters', reshaped('-param_enc', 'explicit')],
  ['EC without a curve', encode(sequence(sequence(oid('1.2.840.10045.2.1')), bitString(`\x04${'\x01'.repeat(64)}`)))],
  ['P-256 that says P-384', encode(sequence(sequence(oid('1.2.840.10045.2.1'), oid('1.3.132.0.34')), bitString(octets(p256.subarray(-65)))))],
  ['EC on P-521', ec('P-521')],
  ['EC on secp256k1', ec('secp256k1')],
  ['Ed25519', der(generateKeyPairSync('ed25519').publicKey)],
  ['X25519', der(generateKeyPairSync('x25519').publicKey)],
  ['RSA for PSS alone', der(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey)],
  ['DSA', der(generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).publicKey)],
  ['RSA of 1024 bits', der(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)],
  ['RSA of 2040 bits', rsa(2040, '\x01\0\x01')],
  ['RSA of 4104 bits', rsa(4104, '\x01\0\x01')],
  ['RSA of 16384 bits', rsa(16_384, '\x01\0\x01')],
  ['RSA with an even modulus', rsa(2048, '\x01\0\x01', '\x02')],
  ['RSA with the exponent 3', rsa(2048, '\x03')],
  ['RSA with the exponent 1', rsa(2048, '\x01')],
  ['RSA with an even exponent', rsa(2048, '\x01\0\x02')],
  ['RSA with a negative exponent', rsa(2048, '\xff\0\x01')],
  ['RSA with an exponent of 65 bits', rsa(2048, `\x01${'\0'.repeat(7)}\x01`)],
  ['RSA with an exponent as long as its modulus', rsa(2048, `\x7f${'\xff'.repeat(255)}`)],
  ['half a key', encode(sequence(sequence(oid('1.2.840.113549.1.1.1'), nothing())))],
])('%s is refused in words that say what is accepted', (_, spki) => {
  const error = thrown(() => checkPublicKey(spki));
  expect(error).toBeInstanceOf(AuthorityError);
  expect(error.message).toMatch(/^this is no public key that .*: accepted are, .* EC keys on P-256 or P-384 .* and RSA keys of 2048 to 4096 bits/);
});

test('no byte may be another one, but where that is another key', () => {
  const answers = Array.from(p256, (_, at) => {
    try {
      checkPublicKey(changed(p256, at));
      return 'accepted';
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(new Set(answers)).toEqual(new Set(['AuthorityError']));
});

test('a key identifier is of the point alone', () => {
  expect(keyIdentifier(p256)).toBe(octets(createHash('sha256').update(p256.subarray(-65)).digest().subarray(0, 20)));
});
