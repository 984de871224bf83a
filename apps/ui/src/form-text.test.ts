import { prettyForm } from './form-text.ts';

test('a field a line, unescaped', () => {
  expect(prettyForm('user=ada&pass=a%26b+c&pass=&%C3%BC=1')).toBe('user = ada\npass = a&b c\npass = \n\u00fc = 1');
});

test('what is no form', () => {
  expect(prettyForm('')).toBeUndefined();
  expect(prettyForm('hello')).toBeUndefined();
});
