import { HeaderNameError, HeaderRules, defaultRedactedHeaders } from './header-rules.ts';

const rules = new HeaderRules([...defaultRedactedHeaders, 'X-Other'], (octets) => `<${octets}>`);

test.each([
  ['Authorization', 'Bearer abc.def', 'Bearer <abc.def>'],
  ['AUTHORIZATION', 'basic  YTpi ', 'basic <YTpi>'],
  ['authorization', 'Digest username="a", realm="b"', 'Digest <username="a", realm="b">'],
  ['authorization', 'mysecret word', '<mysecret word>'],
  ['authorization', 'abc', '<abc>'],
  ['authorization', 'Negotiate', 'Negotiate'],
  ['Proxy-Authorization', 'Basic YTpi', 'Basic <YTpi>'],
  ['X-Api-Key', 'Bearer abc', '<Bearer abc>'],
  ['x-other', '', ''],
  ['Cookie', 'a=1; b="2=3";c=; d ;', 'a=<1>; b=<"2=3">;c=; <d>;'],
  ['Cookie', '', ''],
  ['Set-Cookie', 'sid=abc; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=-1; Domain=.a.example; HttpOnly; Secure; SameSite=Lax; Partitioned; Priority=High',
    'sid=<abc>; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=-1; Domain=.a.example; HttpOnly; Secure; SameSite=Lax; Partitioned; Priority=High'],
  ['set-cookie', 'abc', '<abc>'],
  ['set-cookie', 'a=1; Path=/, b=2; other=3; Expires=x=4; flag', 'a=<1>; Path=</, b=2>; other=<3>; Expires=<x=4>; <flag>'],
])('%s: %s', (name, value, made) => {
  expect(rules.redact(name, value)).toBe(made);
});

test('other fields are left alone', () => {
  expect(['Accept', 'x-othes', '', 'x'.repeat(300)].map((name) => rules.redact(name, 'v'))).toEqual([undefined, undefined, undefined, undefined]);
  expect([rules.has('authorization'), rules.has('accept')]).toEqual([true, false]);
});

test('of very many cookies nothing is kept', () => {
  expect(rules.redact('cookie', 'a=1;'.repeat(300))).toBe(`<${'a=1;'.repeat(300)}>`);
  expect(rules.redact('set-cookie', 'a=1;'.repeat(300))).toBe(`<${'a=1;'.repeat(300)}>`);
});

test.each(['', 'a b', 'a:', 'ä'])('%j is no name', (name) => {
  expect(() => new HeaderRules([name], String)).toThrow(HeaderNameError);
});
