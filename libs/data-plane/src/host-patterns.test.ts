import { ConfigError } from '@weir/service';
import { hostRules } from './host-patterns.ts';

const none = { ignore_hosts: [], allow_hosts: [], tcp_hosts: [] };
const ignores = (pattern: string, host: string) => hostRules({ ...none, ignore_hosts: [pattern] }).ignores([host], true);

test('each list has its meaning', () => {
  expect(hostRules(none).mayIgnore).toBe(false);
  expect(hostRules({ ...none, ignore_hosts: ['^a:', 'b'] }).ignores(['b:1'], true)).toBe(true);
  expect(hostRules({ ...none, allow_hosts: ['^a:'] }).ignores(['b:1'], true)).toBe(true);
  expect(hostRules({ ...none, tcp_hosts: ['^a$'] }).isRaw(['a'])).toBe(true);
});

test('an expression is searched for, whatever the case', () => {
  expect([ignores('example\\.com:443$', 'WWW.Example.COM:443'), ignores('^example', 'www.example.com:443')]).toEqual([true, false]);
});

test.each([
  '^(.+\\.)?example\\.com:443$', '(a|b)\\.example', '^(?:[a-z0-9-]+\\.){2}example', '[(]+', '\\(+', '(?<!x)example', '(abc)+', '^[^.]+$', 'a{2,3}', '[*+]+\\.x', '^(?!.*example\\.com)', '^(?![0-9\\.]+:)(?!([^\\.:]+\\.)*example\\.com:)', '([a-z-]+\\.)*example', '^.*a.*b.*c',
])('%s is taken', (pattern) => {
  expect(() => hostRules({ ...none, allow_hosts: [pattern] })).not.toThrow();
});

test.each([
  ['(', 'is no regular expression: Unterminated group'],
  ['*.example.com', 'is no regular expression: Nothing to repeat'],
  ['', 'is empty'],
  ['(a+)+$', 'repeats a group'],
  ['([a-z.]+\\.)*example', 'repeats a group'],
  ['([^:]+\\.)*example', 'repeats a group'],
  ['a.*b.*c.*d', 'has too many of * and +'],
  ['^.*a.*b.*c.{3,}d', 'has too many of * and +'],
  ['(?:a|ab)*c', 'repeats a group'],
  ['((a?)b)*', 'repeats a group'],
  ['(a{1,2}){9}', 'repeats a group'],
  ['(a)\\1', 'has a back-reference'],
])('%j: the option and what is wrong', (pattern, why) => {
  for (const name of ['ignore_hosts', 'allow_hosts', 'tcp_hosts'] as const) {
    const act = () => hostRules({ ...none, [name]: [pattern] });
    expect(act).toThrow(ConfigError);
    expect(act).toThrow(`--${name.replace('_', '-')}: ${JSON.stringify(pattern)} ${why}`);
  }
});

test('what is left takes no exponential time for a name that a peer makes up', () => {
  expect(ignores('^([a-z0-9-]+\\.)*example\\.com', `${'a'.repeat(252)}!:443`)).toBe(false);
});
