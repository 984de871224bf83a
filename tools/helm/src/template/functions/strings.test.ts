import { fromJson, Int64, type Value } from '../value.ts';
import { call } from './function.ts';
import { strings } from './strings.ts';

const run = (name: string, ...values: Value[]) => call(name, strings[name]!, values);

test.each<[string, Value[], Value]>([
  ['quote', ['a"b\\'], '"a\\"b\\\\"'], ['quote', [8080], '"8080"'], ['quote', [new Int64(5n)], '"5"'], ['quote', [true], '"true"'], ['quote', [undefined], ''], ['quote', ['a', 'b'], '"a" "b"'],
  ['indent', [2n, 'a\nb'], '  a\n  b'], ['nindent', [2n, 'a\n\nb'], '\n  a\n  \n  b'], ['nindent', [1n, ''], '\n '],
  ['trunc', [3n, 'abcdef'], 'abc'], ['trunc', [9n, 'abc'], 'abc'], ['trunc', [-2n, 'abc'], 'bc'], ['trimSuffix', ['-', 'a--'], 'a-'], ['trimSuffix', ['-', 'a'], 'a'], ['trimSuffix', ['', 'a'], 'a'],
  ['trimPrefix', ['.', '..a'], '.a'], ['trimPrefix', ['.', 'a'], 'a'], ['hasPrefix', ['.', '.a'], true], ['hasPrefix', ['.', 'a.'], false],
  ['hasSuffix', ['Gi', '2Gi'], true], ['hasSuffix', ['Gi', '2Mi'], false], ['contains', ['ei', 'weir'], true], ['contains', ['x', 'weir'], false],
  ['replace', ['.', '-', 'a.b.c'], 'a-b-c'], ['replace', ['a', '$&', 'aa'], '$&$&'],
  ['join', [' ', ['a', 1n, true]], 'a 1 true'], ['join', [' ', []], ''], ['join', [' ', 'a'], 'a'], ['splitList', [' ', 'a b '], ['a', 'b', '']],
  ['regexMatch', ['^[a-z]', 'weir'], true], ['regexMatch', ['^[a-z]', '1'], false], ['regexFind', ['[0-9]+$', 'nats:4222'], '4222'], ['regexFind', ['[0-9]+$', 'nats'], ''],
  ['b64enc', ['weir'], 'd2Vpcg=='], ['sha256sum', ['abc'], 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['toYaml', [fromJson({ b: [1, { c: 'x' }], a: 'yes', d: {}, e: [], f: null, g: 1000000, h: '0440' })], 'a: "yes"\nb:\n- 1\n- c: x\nd: {}\ne: []\nf: null\ng: 1000000\nh: "0440"'],
  ['toYaml', [fromJson({})], '{}'], ['toYaml', [[]], '[]'], ['toYaml', ['a'], 'a'],
])('%s %p is %j', (name, values, expected) => {
  expect(run(name, ...values)).toEqual(expected);
});

test.each<[string, Value[], string]>([
  ['quote', [[]], 'slice cannot be written as a string'], ['join', [' ', [new Map()]], 'map cannot be written as a string'], ['trunc', [3, 'abc'], 'trunc: value 1 is float64, not int'],
  ['regexMatch', ['a(?=b)', 'ab'], "the pattern a(?=b) has what Go's regular expressions have not"],
])('%s %p fails', (name, values, message) => {
  expect(() => run(name, ...values)).toThrow(message);
});
