import { createHmac } from 'node:crypto';
import { RedactionKeyError, ValueHasher, hashPattern, isHash, randomKey } from './value-hasher.ts';

const key = '0123456789abcdef0123456789abcdef';

test('equal values are equal under a key, and under it alone', () => {
  const [hasher, same, other] = [new ValueHasher(key), new ValueHasher(key), new ValueHasher(`${key}x`)];
  expect(hasher.hash('secret')).toBe(same.hash('secret'));
  expect(hasher.hash('secret')).not.toBe(hasher.hash('secreT'));
  expect(hasher.hash('secret')).not.toBe(other.hash('secret'));
  expect(hasher.keyId).not.toBe(other.keyId);
  expect(hasher.hash('secret').startsWith(`weir:${hasher.keyId}:`)).toBe(true);
});

test('what a value is replaced with stays the same from version to version', () => {
  const hasher = new ValueHasher(key);
  expect([hasher.hash('secret'), hasher.hash('\xff')]).toEqual(['weir:kf443ad:8RLNL3xCBF4cS24W5IDtJQ', 'weir:kf443ad:lKM-NROmkKFDTpPlwnetQA']);
  expect(isHash(hasher.hash('x'))).toBe(true);
  expect([`${hasher.hash('x')}y`, 'weir:k12:x', ''].map(isHash)).toEqual([false, false, false]);
  expect(`Bearer ${hasher.hash('x')}`).toMatch(hashPattern);
});

test('a hash is the HMAC-SHA-256 of the octets under a key derived from the given one', () => {
  const derived = createHmac('sha256', key).update('weir redaction values').digest();
  const hasher = new ValueHasher(key);
  for (const value of ['', 'a', '\xff\x80', 'x'.repeat(64), 'y'.repeat(4096), 'z'.repeat(4097), 'after']) {
    expect(hasher.hash(value).slice(13)).toBe(createHmac('sha256', derived).update(Buffer.from(value, 'latin1')).digest().toString('base64url', 0, 16));
  }
});

test('what is kept and what is not hash alike', () => {
  const hasher = new ValueHasher(key);
  const values = Array.from({ length: 5000 }, (_, at) => `value ${at}`).concat('x'.repeat(5000));
  const first = values.map((value) => hasher.hash(value));
  expect(values.map((value) => hasher.hash(value))).toEqual(first);
  expect(new Set(first).size).toBe(values.length);
});

test('short keys are refused; random ones are as they must be', () => {
  expect(() => new ValueHasher('short')).toThrow(RedactionKeyError);
  expect(() => new ValueHasher('short')).toThrow(/5 characters, fewer than 16/);
  expect(new ValueHasher(randomKey()).keyId).not.toBe(new ValueHasher(randomKey()).keyId);
});
