import { jest } from '@jest/globals';
import bcrypt from 'bcryptjs';
import { thrown } from '../test/folder.ts';
import { secret } from '../test/hashes.ts';
import { parseUsers } from './users.ts';

test('names and hashes, between comments and empty lines', () => {
  const users = parseUsers(`# those who may\r\n\nann:${secret.bcrypt}\r\n  bob:${secret.apr1}\n#dan:x\ncäcilie:${secret.sha}`);
  expect(users.size).toBe(3);
  for (const user of ['ann', 'bob', 'cäcilie']) expect([users.has(user, 'secret'), users.has(user, 'other')]).toEqual([true, false]);
  expect(['dan', 'Ann', '', '__proto__'].map((user) => users.has(user, 'secret'))).toEqual([false, false, false, false]);
});

test('an unknown user costs the check of the costliest hash there is', () => {
  const compare = jest.spyOn(bcrypt, 'compareSync');
  try {
    const users = parseUsers(`ann:${secret.sha}\nbob:${secret.bcrypt}\ndan:${secret.apr1}`);
    expect(users.has('nobody', 'secret')).toBe(false);
    expect(compare).toHaveBeenCalledWith('secret', expect.stringMatching(/^\$2y\$04\$/));
  } finally {
    compare.mockRestore();
  }
});

test.each([
  ['no colon', 'ann', 'line 1: expected user:hash'],
  ['no user', `\n:${secret.sha}`, 'line 2: expected user:hash'],
  ['a user twice', `ann:${secret.sha}\nann:${secret.bcrypt}`, 'line 2: a user of an earlier line again'],
  ['a control character', `a\x07n:${secret.sha}`, 'line 1: there is a control character in the user'],
  ['a long line', `${'a'.repeat(1025)}:${secret.sha}`, 'line 1: longer than 1024 characters'],
  ['a password', 'ann:in-the-clear', 'line 1: this is no hash: passwords in the clear are not read here; make the entry with htpasswd -B'],
  ['nobody', '# soon\n\n', 'there is no user in it'],
])('%s is refused', (_what, text, message) => {
  expect(thrown(() => parseUsers(text))).toBe(message);
});
