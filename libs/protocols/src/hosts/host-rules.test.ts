import { HostRules } from './host-rules.ts';

const ignore = new HostRules({ ignore: [/^bank\./i, /:25$/] });
const allow = new HostRules({ allow: [/example\.com/i] });

test('ignore_hosts: one pattern in one candidate is enough, at any time', () => {
  expect([ignore.mayIgnore, ignore.ignores(['a:1', 'bank.example:443'], false), ignore.ignores(['a:25'], true), ignore.ignores(['a:1'], true)]).toEqual([true, true, true, false]);
});

test('allow_hosts: one that is allowed is enough, and it speaks when all candidates are known', () => {
  expect([allow.mayIgnore, allow.ignores(['10.0.0.1:443', 'example.com:443'], true), allow.ignores(['10.0.0.1:443'], true), allow.ignores(['10.0.0.1:443'], false)]).toEqual([true, false, true, false]);
});

test('both: what is allowed may still be ignored', () => {
  const both = new HostRules({ allow: [/example/], ignore: [/^bank\./] });
  expect([both.ignores(['bank.example:1'], true), both.ignores(['a.example:1'], true), both.ignores(['bank.test:1'], true)]).toEqual([true, false, true]);
});

test('a connection without any name is never ignored', () => {
  expect([allow.ignores([], true), ignore.ignores([], true), new HostRules({}).mayIgnore]).toEqual([false, false, false]);
});

test('tcp_hosts: by name, which ignores nothing', () => {
  const raw = new HostRules({ tcp: [/^mail\./] });
  expect([raw.isRaw(['10.0.0.1', 'mail.example']), raw.isRaw(['a']), raw.isRaw([]), raw.mayIgnore, raw.ignores(['mail.example:1'], true)]).toEqual([true, false, false, false, false]);
});
