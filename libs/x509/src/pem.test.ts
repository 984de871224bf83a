import { encodePem, parsePem } from './pem.ts';

const der = Buffer.from(Array.from({ length: 100 }, (_, i) => i));
const pem = encodePem('CERTIFICATE', der);

test('64 characters a line', () => {
  expect(pem.split('\n').map((line) => line.length)).toEqual([27, 64, 64, 8, 25, 0]);
});

test('the blocks of a text, whatever stands around them', () => {
  const text = `Bag Attributes\r\n${pem.replaceAll('\n', '\r\n')}junk\n${encodePem('EC PRIVATE KEY', Buffer.from('abc'))}`;
  expect(parsePem(text).map((one) => [one.label, one.der.length])).toEqual([['CERTIFICATE', 100], ['EC PRIVATE KEY', 3]]);
  expect(parsePem(pem)[0]?.der).toEqual(der);
});

test('spaces at the end of the first line', () => {
  expect(parsePem(pem.replace('CERTIFICATE-----\n', 'CERTIFICATE----- \t\n'))[0]?.der).toEqual(der);
});

test('RFC 1421 headers are not the value', () => {
  const old = '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,1\n\nYWJj\n-----END RSA PRIVATE KEY-----\n';
  expect(parsePem(old)[0]?.der.toString()).toBe('abc');
  expect(parsePem(old)[0]?.text).toContain('ENCRYPTED');
});

test.each(['', 'noise', '-----BEGIN A-----\nYWJj\n', '-----BEGIN A-----\nYWJj\n-----END B-----\n', '-----BEGIN A-----\n'.repeat(20_000)])('nothing in %.20j', (text) => {
  expect(parsePem(text)).toEqual([]);
});
