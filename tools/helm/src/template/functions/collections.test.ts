import { Int64, type GoMap, type Value } from '../value.ts';
import { collections } from './collections.ts';
import { call } from './function.ts';

const run = (name: string, ...values: Value[]) => call(name, collections[name]!, values);
const map = (entries: Record<string, Value>): GoMap => new Map(Object.entries(entries));

test.each<[string, Value[], Value]>([
  ['list', ['a', 1n], ['a', 1n]], ['list', [], []], ['append', [['a'], 'b'], ['a', 'b']], ['concat', [['a'], [], ['b']], ['a', 'b']],
  ['has', ['a', ['b', 'a']], true], ['has', [1n, [1]], false], ['has', [1n, [new Int64(1n)]], false], ['has', [['x'], [['x']]], true], ['has', [map({ a: 1n }), [map({ a: 1n })]], true],
  ['uniq', [['a', 'b', 'a']], ['a', 'b']], ['sortAlpha', [['b', 'B', 'a']], ['B', 'a', 'b']],
  ['dict', ['a', 1n, 'b', 'x'], map({ a: 1n, b: 'x' })], ['dict', [], map({})],
  ['get', [map({ a: 1n }), 'a'], 1n], ['get', [map({}), 'a'], ''], ['hasKey', [map({ a: undefined }), 'a'], true], ['hasKey', [map({}), 'a'], false], ['keys', [map({ b: 1n, a: 2n })], ['b', 'a']],
])('%s %p is %p', (name, values, expected) => {
  expect(run(name, ...values)).toEqual(expected);
});

test.each<[string, Value[], string]>([
  ['dict', ['a'], 'dict: the last key has no value'], ['dict', [1n, 2n], 'dict: a key is no string'], ['sortAlpha', [['a', 1n]], 'sortAlpha: the list has more than strings in it'],
])('%s %p fails', (name, values, message) => {
  expect(() => run(name, ...values)).toThrow(message);
});

test('set and merge change the map, lists stay', () => {
  const onto = map({ a: 1n });
  expect(run('set', onto, 'b', 2n)).toBe(onto);
  expect(onto.get('b')).toBe(2n);
  const before: Value[] = ['a'];
  run('append', before, 'b');
  expect(before).toEqual(['a']);
});

test('merge takes false and 0 for absent, as mergo does', () => {
  const merged = run('merge', map({ off: false, none: 0, inner: map({ a: 'x' }), kept: 'y' }), map({ off: true, none: 5, inner: map({ a: 'z', b: 'w' }), kept: 'z' }));
  expect(merged).toEqual(map({ off: true, none: 5, inner: map({ a: 'x', b: 'w' }), kept: 'y' }));
});

test('a deep copy shares nothing', () => {
  const inner = map({ a: 1n });
  const copy = run('deepCopy', map({ inner, list: [inner] })) as GoMap;
  inner.set('a', 2n);
  expect(copy).toEqual(map({ inner: map({ a: 1n }), list: [map({ a: 1n })] }));
});
