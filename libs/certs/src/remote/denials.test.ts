import { ProxyError } from '@weir/core';
import { Denials } from './denials.ts';

const error = (why: string): ProxyError => new ProxyError('ca-unavailable', why);

test('remembers for five seconds, of another clock not at all', () => {
  const denials = new Denials(10);
  const [first, second] = [error('no'), error('still no')];
  denials.add('a', first, 1_000);
  expect([denials.find('a', 1_000), denials.find('a', 5_999), denials.find('b', 1_000), denials.find('a', 6_000), denials.find('a', 5_999)]).toEqual([first, first, undefined, undefined, undefined]);
  denials.add('a', first, 10_000);
  denials.add('a', second, 12_000);
  expect([denials.find('a', 16_000), denials.find('a', 11_000)]).toEqual([second, undefined]);
});

test('so many, the last ones', () => {
  const denials = new Denials(2);
  for (const key of ['a', 'b', 'a', 'c']) denials.add(key, error(key), 0);
  expect(['a', 'b', 'c'].map((key) => denials.find(key, 1)?.message)).toEqual(['a', undefined, 'c']);
});
