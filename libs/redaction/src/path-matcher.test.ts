import { PathMatcher, nothing } from './path-matcher.ts';

/** The path that is hit on the way through `keys`, and after how many of them. */
function walk(paths: readonly string[], keys: readonly (string | number)[]): [string, number] | undefined {
  const matcher = new PathMatcher(paths);
  let awaited = matcher.start;
  for (const [at, key] of keys.entries()) {
    const hit = matcher.hit(awaited, key);
    if (hit !== undefined) return [hit, at + 1];
    awaited = matcher.into(awaited, key);
  }
  return undefined;
}

test.each<[string[], (string | number)[], [string, number] | undefined]>([
  [['$.a'], ['A'], ['$.a', 1]],
  [['$.a'], ['b', 'a'], undefined],
  [['$.a.b'], ['a', 'b'], ['$.a.b', 2]],
  [['$.a[*].b', '$.c'], ['a', 7, 'b'], ['$.a[*].b', 3]],
  [['$.a[1]'], ['a', 0], undefined],
  [['$.a[1]'], ['a', '1'], undefined],
  [['$..s'], ['x', 0, 'y', 's'], ['$..s', 4]],
  [['$..a.b'], ['a', 'a', 'b'], ['$..a.b', 3]],
  [['$..a..b'], ['a', 'x', 'a', 'y', 'b'], ['$..a..b', 5]],
  [['$..a.b'], ['a', 'c', 'b'], undefined],
  [['$.x', '$..s.t'], ['s', 't'], ['$..s.t', 2]],
])('%j in %j', (paths, keys, found) => {
  expect(walk(paths, keys)).toEqual(found);
});

test('what is awaited never has a step twice, and stays the same object where nothing changes', () => {
  const matcher = new PathMatcher(['$..a..b', '$..a']);
  const first = matcher.start;
  expect(matcher.into(first, 'x')).toBe(first);
  let awaited = first;
  for (let depth = 0; depth < 50; depth++) awaited = matcher.into(awaited, 'a');
  expect(awaited).toEqual([0, 1, 2]);
  expect(new PathMatcher(['$.a']).into([0], 'b')).toEqual(nothing);
});

test('too many steps are refused', () => {
  expect(() => new PathMatcher(Array.from({ length: 129 }, () => '$.a.b'))).toThrow(/258 steps, more than 256/);
});

test('a name that is in no path is told by its length', () => {
  const matcher = new PathMatcher(['$.abc', `$.${'x'.repeat(300)}`]);
  expect([matcher.mayName(3), matcher.mayName(2), matcher.mayName(300)]).toEqual([true, false, true]);
});
