import { KnownNames } from './known-names.ts';

test('the last key of a name', () => {
  const known = new KnownNames(2);
  known.set('a', '1');
  known.set('a', '2');
  expect([known.find('a'), known.find('b')]).toEqual(['2', undefined]);
});

test('not more than so many, and a use brings one back', () => {
  const known = new KnownNames(2);
  for (const name of ['a', 'b', 'a', 'c']) known.set(name, name);
  expect(['a', 'b', 'c'].map((name) => known.find(name))).toEqual([undefined, 'b', 'c']);
  known.set('a', 'a');
  expect(['a', 'b', 'c'].map((name) => known.find(name))).toEqual(['a', undefined, 'c']);
});
