import { createHash, timingSafeEqual } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { apr1 } from './apr1.ts';
import { ProxyauthError } from './proxyauth.ts';

/** What a password file keeps in a password's place. */
export interface StoredHash {
  readonly kind: 'bcrypt' | 'apr1' | 'sha';
  readonly text: string;
  /** Grows with the time that one check takes. Only for comparison. */
  readonly cost: number;
}

/** Two to the power of this: some seconds of a thread. A file with more would stop all checks. */
const mostRounds = 15;

const BCRYPT = /^\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}$/;
const APR1 = /^\$apr1\$([./A-Za-z0-9]{1,8})\$[./A-Za-z0-9]{22}$/;
const SHA = /^\{SHA\}[A-Za-z0-9+/]{27}=$/;
const advice = 'make the entry with htpasswd -B';

/** Throws ProxyauthError, without the text, for all that is none of the three. */
export function readHash(text: string): StoredHash {
  const rounds = BCRYPT.exec(text)?.[1];
  if (rounds !== undefined) {
    if (Number(rounds) < 4 || Number(rounds) > mostRounds) throw new ProxyauthError(`a bcrypt cost of ${Number(rounds)} is not taken: from 4 to ${mostRounds}`);
    return { kind: 'bcrypt', text, cost: 2 + Number(rounds) };
  }
  if (APR1.test(text)) return { kind: 'apr1', text, cost: 1 };
  if (SHA.test(text)) return { kind: 'sha', text, cost: 0 };
  throw new ProxyauthError(`${described(text)}; ${advice}`);
}

/** Takes as long as the hash wants it to: not for the event loop. */
export function matches(hash: StoredHash, password: string): boolean {
  switch (hash.kind) {
    case 'bcrypt': return bcrypt.compareSync(password, hash.text);
    case 'apr1': return equals(hash.text.slice(hash.text.lastIndexOf('$') + 1), apr1(Buffer.from(password), APR1.exec(hash.text)![1]!));
    case 'sha': return equals(hash.text.slice('{SHA}'.length), createHash('sha1').update(password).digest('base64'));
  }
}

/** One that is as costly to check as `like`, and that no password has. */
export function unmatchable(like: StoredHash): StoredHash {
  const text = like.kind === 'bcrypt' ? `${like.text.slice(0, 29)}${'.'.repeat(31)}` : like.kind === 'apr1' ? `$apr1$weir$${'.'.repeat(22)}` : `{SHA}${'A'.repeat(27)}=`;
  return { ...like, text };
}

/** What a checksum cannot be by chance says what it is. */
function described(text: string): string {
  if (text === '') return 'the hash is missing';
  if (/^\$(apr1|2[a-z]?)\$/.test(text)) return 'the hash is malformed';
  if (/^\$[0-9a-z]+\$/.test(text)) return `hashes that begin with $${text.split('$')[1]}$ are not read here`;
  if (text.startsWith('{SHA}')) return 'the hash is malformed';
  if (/^[./A-Za-z0-9]{13}$/.test(text)) return 'this looks like crypt(3), which is too weak and not read here';
  return 'this is no hash: passwords in the clear are not read here';
}

function equals(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
