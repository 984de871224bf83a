import { generateKeyPairSync, verify } from 'node:crypto';
import { encode } from './asn1.ts';
import { signerOf } from './signer.ts';

const bytes = Buffer.from('to be signed');

test('EC: ecdsa-with-SHA256 without parameters', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const signer = signerOf(privateKey);
  expect(encode(signer.algorithm()).toString('hex')).toBe('300a06082a8648ce3d040302');
  expect(verify('sha256', bytes, publicKey, signer.sign(bytes))).toBe(true);
});

test('RSA: sha256WithRSAEncryption with NULL', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signer = signerOf(privateKey);
  expect(encode(signer.algorithm()).toString('hex')).toBe('300d06092a864886f70d01010b0500');
  expect(verify('sha256', bytes, publicKey, signer.sign(bytes))).toBe(true);
});

test('keys that clients refuse', () => {
  expect(() => signerOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)).toThrow('an RSA key of 1024 bits is refused by clients');
  expect(() => signerOf(generateKeyPairSync('ed25519').privateKey)).toThrow('RSA or EC is needed');
});
