import { viaName, type Via } from '@weir/core';
import { EgressRules } from './egress.ts';
import { EgressError } from './proxy-url.ts';

const way = (via: string[], noProxy: string[], host: string, own?: Via, port = 443) => {
  const found = new EgressRules({ via, noProxy }).of(own)?.via({ host, port });
  return found === undefined ? 'direct' : viaName(found);
};
const own: Via = { scheme: 'https', address: { host: 'own', port: 443 } };

test('without a proxy there is no egress to ask', () => {
  expect([new EgressRules().of(), new EgressRules({ via: ['a=direct'], noProxy: ['b'] }).of()]).toEqual([undefined, undefined]);
});

test.each<[string, string, Via | undefined]>([
  ['other.example', 'http://p:3128', undefined],
  ['other.example', 'https://own:443', own],
  ['a.corp.example', 'socks5://s:1080', undefined],
  ['a.corp.example', 'socks5://s:1080', own],
  ['plain.corp.example', 'socks5://s:1080', undefined],
  ['fd00::1', 'http://six:1', undefined],
  ['2001:db8::1', 'http://six:2', own],
  ['near.example', 'direct', own],
  ['10.1.2.3', 'direct', own],
  ['not.corp.example', 'direct', undefined],
])('%s goes by %s', (host, expected, mode) => {
  const rules = ['http://p:3128', 'near.example=direct', 'corp.example=socks5://u:a=b@s', 'plain.corp.example=http://never', 'fd00::/8=http://six:1', '[2001:db8::1]:443=http://six:2'];
  expect(way(rules, ['10.0.0.0/8, localhost', 'not.corp.example'], host, mode)).toBe(expected);
});

test('no_proxy=* is direct for all; what is asked twice is answered alike', () => {
  expect(way(['http://p', 'a=http://q'], ['*'], 'a', own)).toBe('direct');
  const egress = new EgressRules({ via: ['http://u:p@p'], noProxy: [] }).of()!;
  expect(egress.via({ host: 'a', port: 1 })).toBe(egress.via({ host: 'b', port: 2 }));
  expect(egress.via({ host: 'a', port: 1 })?.credentials).toEqual({ user: 'u', password: 'p' });
});

test('an equals sign in a password makes no rule', () => {
  expect(way(['http://u:a=b@p'], [], 'x')).toBe('http://p:80');
});

test.each<[string[], string[], RegExp]>([
  [['http://p', 'http://q'], [], /^via: more than one proxy is for all hosts/], [['p:3128'], [], /^via: p:3128 is no proxy/], [['=http://p'], [], /^via: nothing is no host/],
  [['a b=http://p'], [], /^via: a b is no host/], [['direct'], [], /^via: direct is no proxy/], [['a=DIRECT'], [], /^via: DIRECT is no proxy/], [[], ['a', '10.0.0.0/99'], /^no_proxy: 10\.0\.0\.0\/99 is no host/],
  [['u:se=cret@p'], [], /^via: \.\.\.@p is no proxy/], [['u:secret@p'], [], /^via: \.\.\.@p is no proxy/], [['a=ftp://u:secret@p'], [], /^via: ftp:\/\/\.\.\.@p is no proxy/],
])('%j and %j are refused', (via, noProxy, message) => {
  expect(() => new EgressRules({ via, noProxy })).toThrow(EgressError);
  expect(() => new EgressRules({ via, noProxy })).toThrow(message);
});
