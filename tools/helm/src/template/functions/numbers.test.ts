import { Int64, type Value } from '../value.ts';
import { call } from './function.ts';
import { numbers } from './numbers.ts';

const run = (name: string, ...values: Value[]) => call(name, numbers[name]!, values);

test.each<[string, Value[], Value]>([
  ['int', [8080], 8080n], ['int', [1.9], 1n], ['int', ['12'], 12n], ['int', [new Int64(3n)], 3n], ['int', [4n], 4n],
  ['len', ['abc'], 3n], ['len', ['ä'], 2n], ['len', [[1, 2]], 2n], ['len', [new Map([['a', 1]])], 1n],
  ['sub', [51n, 7n], new Int64(44n)], ['mul', [2n, 1024, new Int64(3n)], new Int64(6144n)], ['div', [8192n, 5], new Int64(1638n)], ['div', [-7n, 2n], new Int64(-3n)],
])('%s %p is %p', (name, values, expected) => {
  expect(run(name, ...values)).toEqual(expected);
});

test.each<[string, Value[], string]>([
  ['int', ['1x'], '"1x" (string) is no whole number'], ['int', ['010'], '"010" (string) is no whole number'], ['int', [undefined], 'nothing (invalid) is no whole number'],
  ['int', [true], 'true (bool) is no whole number'], ['div', [1n, 0n], 'div: divided by 0'], ['len', [5n], 'len: int has no length'],
])('%s %p fails', (name, values, message) => {
  expect(() => run(name, ...values)).toThrow(message);
});
