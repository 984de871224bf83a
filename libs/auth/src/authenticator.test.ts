import type { Connection } from '@weir/core';
import { folder, thrown } from '../test/folder.ts';
import { secret } from '../test/hashes.ts';
import { Authenticator, type AuthenticatorOptions } from './authenticator.ts';
import { provenMs } from './proven-credentials.ts';
import type { FileNews } from './users-file.ts';

const file = folder();
const path = (): string => file('users', `ann:${secret.sha}\n`);

const from = (host: string): Connection => ({ id: '1', mode: 'regular', transport: 'tcp', local: { host: '192.0.2.1', port: 8080 }, client: { address: { host, port: 1 }, state: 'open' } });
const ok = { kind: 'authenticate', ok: true };
const wrong = { kind: 'authenticate', ok: false };

/** Passwords are checked when the test says so. */
class Checks {
  readonly asked: string[] = [];
  readonly #open: ((ok: boolean | Error) => void)[] = [];
  news: (news: FileNews) => void = () => undefined;
  now = 0;

  readonly options: AuthenticatorOptions = {
    now: () => this.now,
    checks: (_data, news) => {
      this.news = news;
      return { check: (user, password) => this.#check(user, password), close: () => Promise.resolve() };
    },
  };

  answer(ok: boolean | Error): void {
    this.#open.shift()!(ok);
  }

  #check(user: string, password: string): Promise<boolean> {
    this.asked.push(`${user}:${password}`);
    return new Promise((resolve, reject) => this.#open.push((ok) => (typeof ok === 'boolean' ? resolve(ok) : reject(ok))));
  }
}

function asking(authenticator: Authenticator): (user: string, password: string, client?: string) => Promise<unknown> {
  return (user, password, client = '10.0.0.1') => Promise.resolve(authenticator.authenticate({ kind: 'authenticate', user, password }, from(client)));
}

test('any: whoever says a name', async () => {
  const ask = asking(new Authenticator({ kind: 'any' }));
  expect([await ask('ann', 'x'), await ask('', ''), await ask('ann', 'x'.repeat(1025))]).toEqual([ok, ok, wrong]);
});

test('one user: both must be the same, and where one ends matters', async () => {
  const ask = asking(new Authenticator({ kind: 'user', user: 'ann', password: '1:secret' }));
  expect(await ask('ann', '1:secret')).toEqual(ok);
  for (const [user, password] of [['ann', 'secret'], ['ann1:', 'secret'], ['an', 'n1:secret'], ['Ann', '1:secret'], ['', '']] as const) expect(await ask(user, password)).toEqual(wrong);
});

test('a file that cannot be read is found at once', () => {
  expect(thrown(() => new Authenticator({ kind: 'file', path: file('absent') }))).toContain('there is no such file');
});

test('what was proven costs no check for a while; what was wrong costs one each time', async () => {
  const checks = new Checks();
  const ask = asking(new Authenticator({ kind: 'file', path: path() }, checks.options));
  const first = ask('ann', 'secret');
  checks.answer(true);
  expect(await first).toEqual(ok);
  expect(await ask('ann', 'secret')).toEqual(ok);
  for (let n = 0; n < 2; n++) {
    const other = ask('ann', 'other');
    checks.answer(false);
    expect(await other).toEqual(wrong);
  }
  expect(checks.asked).toEqual(['ann:secret', 'ann:other', 'ann:other']);
  checks.now = provenMs;
  const later = ask('ann', 'secret');
  checks.answer(false);
  expect(await later).toEqual(wrong);
});

test('another file forgets what was proven', async () => {
  const checks = new Checks();
  const told: FileNews[] = [];
  const ask = asking(new Authenticator({ kind: 'file', path: path() }, { ...checks.options, onNews: (news) => told.push(news) }));
  const first = ask('ann', 'secret');
  checks.answer(true);
  await first;
  checks.news({ event: 'read', users: 3 });
  expect(told).toEqual([{ event: 'read', users: 3 }]);
  const again = ask('ann', 'secret');
  checks.answer(false);
  expect(await again).toEqual(wrong);
});

test('the same at once is checked once; a check that broke off is begun again by the next', async () => {
  const checks = new Checks();
  const ask = asking(new Authenticator({ kind: 'file', path: path() }, checks.options));
  const three = [ask('ann', 'secret'), ask('ann', 'secret', '10.0.0.2'), ask('ann', 'secret')];
  expect(checks.asked).toHaveLength(1);
  checks.answer(new Error('lost'));
  for (const each of await Promise.allSettled(three)) expect(each.status).toBe('rejected');
  const again = ask('ann', 'secret');
  checks.answer(true);
  expect(await again).toEqual(ok);
});

test('whoever guesses fills his own share, and all together no more than there is', async () => {
  const checks = new Checks();
  const ask = asking(new Authenticator({ kind: 'file', path: path() }, checks.options));
  const waiting = Array.from({ length: 32 }, (_, n) => ask('ann', String(n)));
  const full = { code: 'limit-exceeded', status: 503 };
  expect(await ask('ann', 'one more')).toMatchObject(full);
  const fromOthers = Array.from({ length: 224 }, (_, n) => ask('ann', String(n), `10.0.1.${n}`));
  // The same password is under check already: the others' guesses are as good as the first's.
  expect(checks.asked).toHaveLength(224);
  for (let n = 0; n < 32; n++) void ask('bob', String(n), `10.0.2.${n}`);
  expect(checks.asked).toHaveLength(256);
  expect(await ask('dan', 'x', '10.0.3.1')).toMatchObject(full);
  for (let n = 0; n < 256; n++) checks.answer(false);
  for (const answer of await Promise.all([...waiting, ...fromOthers])) expect(answer).toEqual(wrong);
  const after = ask('ann', 'one more');
  checks.answer(true);
  expect(await after).toEqual(ok);
});

test('with the hashes of a file', async () => {
  const { PasswordThread } = await import('./password-thread.ts');
  const authenticator = new Authenticator({ kind: 'file', path: path() }, {
    checks: (data, news) => new PasswordThread(data, news, new URL('./worker.ts', import.meta.url)),
  });
  const ask = asking(authenticator);
  expect([await ask('ann', 'secret'), await ask('ann', 'Secret'), await ask('bob', 'secret')]).toEqual([ok, wrong, wrong]);
  await authenticator.close();
});
