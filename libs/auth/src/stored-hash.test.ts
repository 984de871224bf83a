import { thrown } from '../test/folder.ts';
import { secret } from '../test/hashes.ts';
import { matches, readHash, unmatchable } from './stored-hash.ts';

test.each([
  ['bcrypt', 'secret', secret.bcrypt],
  // The vector of crypt_blowfish 1.3, in each spelling.
  ['bcrypt', 'U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['bcrypt', 'U*U', '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['bcrypt', 'U*U', '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['apr1', 'secret', secret.apr1],
  ['sha', 'secret', secret.sha],
])('%s: the password %s, and no other', (kind, password, text) => {
  const hash = readHash(text);
  expect(hash.kind).toBe(kind);
  expect(['', 'Secret', `${password} `, password].map((each) => matches(hash, each))).toEqual([false, false, false, true]);
});

test.each([
  ['nothing', '', 'the hash is missing'],
  ['crypt(3)', 'rqXexS6ZhobKA', 'crypt(3)'],
  ['a password', 'secret-in-the-clear', 'passwords in the clear are not read'],
  ['another scheme', '$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2', 'begin with $6$'],
  ['half a bcrypt', secret.bcrypt.slice(0, -1), 'malformed'],
  ['a bcrypt without its letter', secret.bcrypt.replace('$2y$', '$2$'), 'malformed'],
  ['too dear a bcrypt', secret.bcrypt.replace('$04$', '$31$'), 'a bcrypt cost of 31'],
  ['too cheap a bcrypt', secret.bcrypt.replace('$04$', '$03$'), 'a bcrypt cost of 3'],
  ['half an apr1', secret.apr1.slice(0, -1), 'malformed'],
  ['half a SHA', secret.sha.slice(0, -1), 'malformed'],
])('%s is refused, without being shown', (_what, text, message) => {
  const said = thrown(() => readHash(text));
  expect(said).toContain(message);
  if (text !== '') expect(said).not.toContain(text.slice(-8));
});

test.each(Object.entries(secret))('%s: its stand-in costs the same and has no password', (_kind, text) => {
  const hash = readHash(text);
  const nobody = unmatchable(hash);
  expect(readHash(nobody.text)).toEqual({ ...hash, text: nobody.text });
  expect(matches(nobody, 'secret')).toBe(false);
});
