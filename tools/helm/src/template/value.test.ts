import { fromJson, GoStruct, Int64, isTrue, kindOf, printed, toJson } from './value.ts';

test('JSON there and back; numbers are float64', () => {
  const json = { a: [1, 'x', true, null, { b: {} }], c: 1.5 };
  const value = fromJson(json);
  expect(toJson(value)).toEqual(json);
  expect(kindOf((value as Map<string, never>).get('c'))).toBe('float64');
  expect(toJson([1n, new Int64(2n), undefined])).toEqual([1, 2, null]);
});

test.each([
  [undefined, 'invalid', false], [false, 'bool', false], ['', 'string', false], ['a', 'string', true], [0, 'float64', false], [0n, 'int', false], [1n, 'int', true],
  [new Int64(0n), 'int64', false], [new Int64(1n), 'int64', true], [[], 'slice', false], [[0], 'slice', true], [new Map(), 'map', false], [new GoStruct([['a', 1]]), 'map', true],
])('%p is a %s, true: %p', (value, kind, truth) => {
  expect([kindOf(value), isTrue(value)]).toEqual([kind, truth]);
});

// As fmt.Printf("%v") of Go 1.26 wrote them.
test.each([
  [0, '0'], [8080, '8080'], [-8080, '-8080'], [123456, '123456'], [999999, '999999'], [1000000, '1e+06'], [1234567, '1.234567e+06'], [12345678, '1.2345678e+07'], [2097152, '2.097152e+06'],
  [1234567.5, '1.2345675e+06'], [1e20, '1e+20'], [1.5, '1.5'], [0.5, '0.5'], [0.0001, '0.0001'], [0.00001, '1e-05'],
])('%p is written as %s', (value, text) => {
  expect(printed(value)).toBe(text);
});

test('whole numbers, strings and booleans are written as they are, and what has no form is not', () => {
  expect([1000000n, new Int64(1000000n), 'a', false].map(printed)).toEqual(['1000000', '1000000', 'a', 'false']);
  expect([undefined, [], new Map()].map(printed)).toEqual([undefined, undefined, undefined]);
});
