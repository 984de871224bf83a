import { Int64 } from '../value.ts';
import { call, type TemplateFunction } from './function.ts';

const trunc: TemplateFunction = { parameters: ['int', 'string'], call: (to: bigint, text: string) => text.slice(0, Number(to)) };
const join: TemplateFunction = { parameters: ['string'], rest: 'list', call: (by: string, ...lists: string[][]) => lists.flat().join(by) };

test('calls with what fits', () => {
  expect(call('trunc', trunc, [2n, 'abc'])).toBe('ab');
  expect(call('join', join, ['-', ['a'], ['b', 'c']])).toBe('a-b-c');
  expect(call('join', join, ['-'])).toBe('');
});

test.each([
  [[2n], 'trunc takes 2 values, not 1'], [[2n, 'a', 'b'], 'trunc takes 2 values, not 3'],
  [[2, 'a'], 'trunc: value 1 is float64, not int'], [[new Int64(2n), 'a'], 'trunc: value 1 is int64, not int'], [[2n, 3n], 'trunc: value 2 is int, not string'], [[2n, undefined], 'trunc: value 2 is invalid, not string'],
])('%p is refused', (values, message) => {
  expect(() => call('trunc', trunc, values)).toThrow(message);
});

test('what stands behind is looked at too', () => {
  expect(() => call('join', join, ['-', ['a'], 'b'])).toThrow('join: value 3 is string, not list');
  expect(() => call('join', join, [])).toThrow('join takes 1 or more values, not 0');
  expect(() => call('f', { parameters: ['map', 'bool'], call: () => '' }, [new Map(), 'true'])).toThrow('f: value 2 is string, not bool');
});
