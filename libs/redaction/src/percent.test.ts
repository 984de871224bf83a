import { percentDecoded } from './percent.ts';

test.each([['abc', 'abc'], ['a%20b+c', 'a b c'], ['%c3%BC', '\xc3\xbc'], ['%', '%'], ['%4', '%4'], ['%zz%41', '%zzA'], ['%25%34%31', '%41'], ['', '']])('%j', (text, decoded) => {
  expect(percentDecoded(text)).toBe(decoded);
});
