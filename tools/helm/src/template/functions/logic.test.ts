import { Int64, type Value } from '../value.ts';
import { call } from './function.ts';
import { logic } from './logic.ts';

const run = (name: string, ...values: Value[]) => call(name, logic[name]!, values);

test.each<[string, Value[], Value]>([
  ['not', [''], true], ['not', ['a'], false],
  ['eq', ['a', 'a'], true], ['eq', ['a', 'b', 'a'], true], ['eq', ['a', 'b', 'c'], false], ['eq', [1n, new Int64(1n)], true], ['eq', [true, false], false],
  ['ne', ['a', 'b'], true], ['ne', [1n, 1n], false], ['lt', [1n, 2n], true], ['le', [2n, 2n], true], ['gt', [new Int64(3n), 2n], true], ['ge', [1.5, 2.5], false], ['lt', ['a', 'b'], true],
  ['default', ['x'], 'x'], ['default', ['x', ''], 'x'], ['default', ['x', undefined], 'x'], ['default', ['x', 0], 'x'], ['default', ['x', false], 'x'], ['default', ['x', 'y'], 'y'],
  ['ternary', ['a', 'b', true], 'a'], ['ternary', ['a', 'b', false], 'b'],
  ['kindIs', ['map', new Map()], true], ['kindIs', ['map', ''], false], ['kindIs', ['invalid', undefined], true],
  ['required', ['m', 'x'], 'x'], ['required', ['m', false], false], ['required', ['m', 0], 0],
])('%s %p is %p', (name, values, expected) => {
  expect(run(name, ...values)).toEqual(expected);
});

test.each<[string, Value[], string]>([
  ['required', ['set it', ''], 'set it'], ['required', ['set it', undefined], 'set it'], ['fail', ['no'], 'no'],
  ['eq', [1, 1n], 'float64 cannot be compared with int'], ['eq', ['1', 1n], 'string cannot be compared with int'], ['eq', [undefined, 'a'], 'invalid cannot be compared with string'],
  ['eq', [[], []], 'slice cannot be compared with slice'], ['lt', [true, false], 'what is true or false has no order'],
])('%s %p fails', (name, values, message) => {
  expect(() => run(name, ...values)).toThrow(message);
});
