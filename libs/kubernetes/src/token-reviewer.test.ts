import { aToken } from '../test/a-token.ts';
import { TokenReviewer } from './token-reviewer.ts';

const account = 'system:serviceaccount:weir:regular';
let now = 0;
let asked: string[] = [];

beforeEach(() => {
  now = 1_000_000;
  asked = [];
});

function token(more: object = {}): string {
  return aToken({ aud: ['weir-ca'], exp: 10_000, ...more });
}

function reviewer(answer: (token: string) => Promise<string | undefined>): TokenReviewer {
  return new TokenReviewer({
    audience: 'weir-ca', now: () => now,
    review: (given, audience) => {
      asked.push(audience);
      return answer(given);
    },
  });
}

test('an answer counts for a minute, whatever it is', async () => {
  const each = reviewer(async (given) => (given === token() ? account : undefined));
  for (let i = 0; i < 3; i++) {
    expect(await each.review(token(), 'a')).toEqual({ kind: 'user', name: account });
    expect(await each.review(token({ other: 1 }), 'a')).toEqual({ kind: 'nobody' });
  }
  expect(asked).toEqual(['weir-ca', 'weir-ca']);
  now += 60_000;
  expect(await each.review(token(), 'a')).toEqual({ kind: 'user', name: account });
  expect(asked).toHaveLength(3);
});

test('no longer than the token itself', async () => {
  const each = reviewer(async () => account);
  now = 9_999_000;
  expect(await each.review(token(), 'a')).toEqual({ kind: 'user', name: account });
  now = 10_000_000;
  expect(await each.review(token(), 'a')).toEqual({ kind: 'nobody' });
  expect(asked).toHaveLength(1);
});

test('a hundred calls with one token ask once; all get the answer', async () => {
  let answer!: (user: string) => void;
  const each = reviewer(() => new Promise((resolve) => { answer = resolve; }));
  const calls = Array.from({ length: 100 }, () => each.review(token(), 'a'));
  answer(account);
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 100 }, () => ({ kind: 'user', name: account })));
  expect(asked).toHaveLength(1);
});

test('what claims nothing of us is not asked for, nor a token that has ended or is too long', async () => {
  const each = reviewer(async () => account);
  for (const wrong of ['', 'a.b.c', token({ aud: 'vault' }), token({ exp: 1 }), token({ long: 'x'.repeat(20_000) })]) expect(await each.review(wrong, 'a')).toEqual({ kind: 'nobody' });
  expect(asked).toEqual([]);
});

test('a flood of tokens: 32 questions at once, the others are busy, and later ones are asked', async () => {
  const answers: ((user: undefined) => void)[] = [];
  const each = reviewer(() => new Promise((resolve) => { answers.push(resolve); }));
  const calls = Array.from({ length: 100 }, (_, i) => each.review(token({ i }), `address ${i % 16}`));
  expect(await Promise.all(calls.slice(32))).toEqual(Array.from({ length: 68 }, () => ({ kind: 'busy' })));
  for (const answer of answers) answer(undefined);
  expect(await Promise.all(calls.slice(0, 32))).toEqual(Array.from({ length: 32 }, () => ({ kind: 'nobody' })));
  void each.review(token({ i: 100 }), 'a');
  expect(asked).toHaveLength(33);
});

test('nobody can say: it rejects, keeps nothing, and asks again', async () => {
  let away = true;
  const each = reviewer(async () => {
    if (away) throw new Error('the API server is away');
    return account;
  });
  await expect(each.review(token(), 'a')).rejects.toThrow('the API server is away');
  away = false;
  expect(await each.review(token(), 'a')).toEqual({ kind: 'user', name: account });
});

test('one address has four questions at once: those of others are asked', async () => {
  const answers: ((user: string | undefined) => void)[] = [];
  const each = reviewer(() => new Promise((resolve) => { answers.push(resolve); }));
  const flood = Array.from({ length: 10 }, (_, i) => each.review(token({ i }), 'flood'));
  const other = each.review(token(), 'other');
  expect(asked).toHaveLength(5);
  answers.at(-1)!(account);
  expect(await other).toEqual({ kind: 'user', name: account });
  for (const answer of answers) answer(undefined);
  expect((await Promise.all(flood)).filter(({ kind }) => kind === 'busy')).toHaveLength(6);
  void each.review(token({ i: 20 }), 'flood');
  expect(asked).toHaveLength(6);
});

test('wrong tokens do not push out right ones', async () => {
  const each = reviewer(async (given) => (given === token() ? account : undefined));
  await each.review(token(), 'a');
  for (let i = 0; i < 12_000; i++) await each.review(token({ i }), 'b');
  expect(asked).toHaveLength(12_001);
  expect(await each.review(token(), 'a')).toEqual({ kind: 'user', name: account });
  expect(asked).toHaveLength(12_001);
});
