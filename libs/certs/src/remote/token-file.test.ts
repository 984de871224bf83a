import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { status } from '@grpc/grpc-js';
import { folder } from '@weir/x509/testing';
import { bearer, TokenFile } from './token-file.ts';

const file = folder();
const sent = (token: TokenFile): unknown => token.metadata().get('authorization')[0];

test('is read, and again when it is another file', async () => {
  const path = file('token', 'one\n');
  const token = new TokenFile(path);
  expect(sent(token)).toBe('Bearer one');
  const used = token.credentials;
  expect(await token.renew(used)).toBe(false);
  file('token', 'another');
  expect(sent(token)).toBe('Bearer one');
  expect(await token.renew(used)).toBe(true);
  expect(sent(token)).toBe('Bearer another');
  expect(await token.renew(used)).toBe(true);
});

test('where the next one cannot be read the one of before is used', () => {
  const path = file('swapped', 'one');
  const token = new TokenFile(path);
  for (const next of ['', 'two words', 'x'.repeat(20_000)]) {
    file('swapped', next);
    token.look();
    expect([sent(token), token.refused()]).toEqual(['Bearer one', undefined]);
  }
});

test('one that is not there says so, until it is', () => {
  const token = new TokenFile(file('later'));
  expect(token.refused()).toMatchObject({ code: status.UNAUTHENTICATED, message: expect.stringMatching(/^the token in .*later cannot be read: ENOENT/) });
  expect(() => token.metadata()).toThrow(/ENOENT/);
  file('later', 'there');
  expect(sent(token)).toBe('Bearer there');
});

test('a directory or a pipe is none, and nobody waits for it', () => {
  const none = { message: expect.stringMatching(/it is not a regular file$/) };
  expect(new TokenFile(file('..')).refused()).toMatchObject(none);
  const path = file('pipe', 'one');
  const token = new TokenFile(path);
  rmSync(path);
  execFileSync('mkfifo', [path]);
  token.look();
  expect(sent(token)).toBe('Bearer one');
  expect(new TokenFile(path).refused()).toMatchObject(none);
});

test('no call is made with what is no token', () => {
  expect(bearer(' one\n').get('authorization')).toEqual(['Bearer one']);
  expect(() => bearer('two words')).toThrow('it holds characters that no token has');
});
