import { Int64, type Value } from '../value.ts';
import { formatted } from './printf.ts';

test('each verb', () => {
  expect(formatted('%s-%q %d %d %t %v %v%%', 'a', 'b', 1n, new Int64(2n), true, 1000000, 'c')).toBe('a-"b" 1 2 true 1e+06 c%');
});

test.each<[string, Value[], string]>([
  ['%s', [1n], 'printf: %s does not write int'], ['%d', [8080], 'printf: %d does not write float64'], ['%d', ['1'], 'printf: %d does not write string'], ['%v', [[]], 'printf: %v does not write slice'],
  ['%x', [1n], 'printf: %x does not write int'], ['%5d', [1n], 'printf: %5 does not write int'], ['%s %s', ['a'], 'printf: %s has no value'], ['%s', ['a', 'b'], 'printf: 1 values have no verb'], ['100%', [], 'printf: % has no value'],
])('%s with %p fails', (format, values, message) => {
  expect(() => formatted(format, ...values)).toThrow(message);
});
