import { createHash } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ROUNDS = 1000;

/** Apache's MD5 of a password (htpasswd -m, openssl passwd -apr1): the 22 characters after `$apr1$salt$`. */
export function apr1(password: Uint8Array, salt: string): string {
  const salted = Buffer.from(salt, 'latin1');
  const inner = md5(password, salted, password);
  const first = createHash('md5').update(password).update('$apr1$').update(salted);
  for (let left = password.length; left > 0; left -= 16) first.update(inner.subarray(0, Math.min(16, left)));
  for (let bits = password.length; bits > 0; bits >>= 1) first.update((bits & 1) === 1 ? Uint8Array.of(0) : password.subarray(0, 1));
  let digest: Buffer = first.digest();
  for (let round = 0; round < ROUNDS; round++) digest = again(round, digest, password, salted);
  return encoded(digest);
}

function again(round: number, digest: Buffer, password: Uint8Array, salt: Buffer): Buffer {
  const isOdd = (round & 1) === 1;
  const hash = createHash('md5').update(isOdd ? password : digest);
  if (round % 3 !== 0) hash.update(salt);
  if (round % 7 !== 0) hash.update(password);
  return hash.update(isOdd ? digest : password).digest();
}

function md5(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Base 64 of another order: of bytes as well as of bits. */
function encoded(digest: Buffer): string {
  let text = '';
  for (let at = 0; at < 5; at++) {
    text += letters((digest[at]! << 16) | (digest[at + 6]! << 8) | digest[at === 4 ? 5 : at + 12]!, 4);
  }
  return text + letters(digest[11]!, 2);
}

function letters(bits: number, count: number): string {
  let text = '';
  for (let at = 0; at < count; at++) text += ALPHABET[(bits >> (6 * at)) & 63]!;
  return text;
}
