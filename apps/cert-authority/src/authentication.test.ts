import { Metadata, status } from '@grpc/grpc-js';
import { TokenReviewer } from '@weir/kubernetes';
import { Authentication, type Credentials } from './authentication.ts';
import { certifiedName } from './certified-name.ts';
import { parsePolicy } from './policy.ts';

const token = 'b'.repeat(24);
const certified = certifiedName({ name: 'regular', token });
const policy = parsePolicy(`{ callers: [{ name: regular, token: ${token} }, { name: reverse, serviceAccount: weir/reverse }, { name: other, token: ${'c'.repeat(24)} }] }`, 'policy.yaml', { never: [] });
const claims = Buffer.from(JSON.stringify({ aud: 'weir-ca', exp: 10 })).toString('base64url');

function accountToken(signature: string): string {
  return `e30.${claims}.${signature}`;
}

const users: Readonly<Record<string, string>> = { good: 'system:serviceaccount:weir:reverse', stranger: 'system:serviceaccount:other:reverse', human: 'alice', odd: 'system:serviceaccount:weir:reverse:more' };
let troubles: Error[] = [];
let isAway = false;
let now = 0;

const reviewer = new TokenReviewer({
  audience: 'weir-ca', now: () => 0,
  review: async (given) => {
    if (isAway) throw new Error('away');
    return users[given.split('.')[2]!];
  },
});

beforeEach(() => {
  troubles = [];
  isAway = false;
  now = 0;
});

const authentication = new Authentication({ policy: () => policy, reviewer, now: () => now, onTrouble: (error) => void (error && troubles.push(error)) });

function credentials(authorization?: string, commonName?: string | string[]): Credentials {
  const metadata = new Metadata();
  if (authorization !== undefined) metadata.set('authorization', authorization);
  return { metadata, getPeer: () => '192.0.2.1:1234', getAuthContext: () => (commonName === undefined ? {} : { sslPeerCertificate: { subject: { CN: commonName }, valid_to: 'Jan  1 00:00:10 1970 GMT' } }) };
}

test('by certificate, whatever the token says', async () => {
  for (const given of [credentials(undefined, certified), credentials(`Bearer ${'c'.repeat(24)}`, certified)]) {
    expect([(await authentication.caller(given)).name, (await authentication.enrolling(given)).name]).toEqual(['regular', 'regular']);
  }
});

test('a certificate ends with its time, and with the token that bought it', async () => {
  now = 10_000;
  await expect(authentication.caller(credentials(undefined, certified))).rejects.toMatchObject({ code: status.UNAUTHENTICATED, message: expect.stringMatching(/expired/) });
  now = 0;
  for (const other of ['regular', certifiedName({ name: 'regular', token: 'other' })]) {
    await expect(authentication.caller(credentials(undefined, other))).rejects.toMatchObject({ code: status.UNAUTHENTICATED, message: expect.stringMatching(/not the policy's any more/) });
  }
});

test.each(['gone', ['regular', 'reverse']])('a certificate of %j, whom the policy does not have', async (name) => {
  await expect(authentication.caller(credentials(undefined, name))).rejects.toMatchObject({ code: status.PERMISSION_DENIED, message: expect.stringMatching(/no caller of the policy any more/) });
});

test('a bootstrap token is for enrolling alone', async () => {
  expect((await authentication.enrolling(credentials(`bearer  ${token}`))).name).toBe('regular');
  await expect(authentication.caller(credentials(`Bearer ${token}`))).rejects.toMatchObject({ code: status.UNAUTHENTICATED, message: expect.stringMatching(/for Enroll alone/) });
});

test.each([
  ['nothing', undefined], ['nothing after Bearer', 'Bearer '], ['another scheme', `Basic ${token}`], ['two words', `Bearer ${token} ${token}`],
  ['a wrong token', 'Bearer wrong'], ['half a token', `Bearer ${token.slice(1)}`], ['one with more', `Bearer ${token}b`], ["nobody's service account", `Bearer ${accountToken('unknown')}`],
])('%s: UNAUTHENTICATED', async (_, given) => {
  await expect(authentication.enrolling(credentials(given))).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  await expect(authentication.caller(credentials(given))).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
});

test('by the token of a service account; of one that the policy does not have, or a person: PERMISSION_DENIED', async () => {
  expect((await authentication.caller(credentials(`Bearer ${accountToken('good')}`))).name).toBe('reverse');
  for (const each of ['stranger', 'human', 'odd']) {
    await expect(authentication.caller(credentials(`Bearer ${accountToken(each)}`))).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
  }
});

test('the API server is away: UNAVAILABLE, and the operator is told why', async () => {
  isAway = true;
  await expect(authentication.caller(credentials(`Bearer ${accountToken('new')}`))).rejects.toMatchObject({ code: status.UNAVAILABLE });
  expect(troubles).toEqual([new Error('away')]);
});

test('without service accounts in the policy nobody is asked', async () => {
  const none = parsePolicy('callers: []', 'policy.yaml', { never: [] });
  const alone = new Authentication({ policy: () => none, reviewer: { review: () => { throw new Error('asked'); } }, now: () => 0, onTrouble: () => undefined });
  await expect(alone.caller(credentials(`Bearer ${accountToken('good')}`))).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
});
