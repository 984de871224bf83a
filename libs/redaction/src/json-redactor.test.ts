import { JsonRedactor } from './json-redactor.ts';
import { PathMatcher } from './path-matcher.ts';

function redact(text: string | Uint8Array, ...paths: string[]): string | undefined {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const made = new JsonRedactor(new PathMatcher(paths), (octets) => `<${octets}>`).redact(bytes);
  if (made !== undefined && made !== bytes) expect(Buffer.from(made).equals(bytes)).toBe(false);
  return made && Buffer.from(made).toString();
}

test.each([
  ['{"password":"x"}', '{"password":"<x>"}'],
  [' { "a" : 1.50 , "PassWord" :\t-0e+3 } ', ' { "a" : 1.50 , "PassWord" :\t"<-0e+3>" } '],
  ['{"password":1,"password":true,"a":{"password":"kept"}}', '{"password":"<1>","password":"<true>","a":{"password":"kept"}}'],
  [String.raw`{"pass\u0077ord":"a\u0062\n"}`, '{"pass\\u0077ord":"<ab\n>"}'],
  ['{"password":null,"b":[]}', '{"password":null,"b":[]}'],
  ['{"password":{"a":[1]}}', '{"password":"<{"a":[1]}>"}'],
  ['[{"password":1}]', '[{"password":1}]'],
  ['{"password":1}\n{"password":2}\n', '{"password":"<1>"}\n{"password":"<2>"}\n'],
  ['\x1e{"password":1}\n\x1e{"b":2}', '\x1e{"password":"<1>"}\n\x1e{"b":2}'],
  ['\ufeff{"password":1}', '\ufeff{"password":"<1>"}'],
  ['"password"', '"password"'],
  ['', ''],
])('$.password in %s', (text, made) => {
  expect(redact(text, '$.password')).toBe(made);
});

test('by index, every element, any depth', () => {
  expect(redact('{"a":[[1,2],[3,4]]}', '$.a[*][1]')).toBe('{"a":[[1,"<2>"],[3,"<4>"]]}');
  expect(redact('{"items":[{"token":"a"},{"token":"b","x":{"token":"c"}}],"token":"d"}', '$.items[*].token')).toBe('{"items":[{"token":"<a>"},{"token":"<b>","x":{"token":"c"}}],"token":"d"}');
  expect(redact('{"a":[{"s":{"s":1}},{"t":[{"s":2}]}]}', '$..s')).toBe('{"a":[{"s":"<{"s":1}>"},{"t":[{"s":"<2>"}]}]}');
});

test('a value is known by its octets: UTF-8 of what a string says, however it is spelled', () => {
  const seen: string[] = [];
  const redactor = new JsonRedactor(new PathMatcher(['$.*']), (octets) => `${seen.push(octets)}`);
  redactor.redact(Buffer.from(String.raw`{"a":"ü","b":"\u00fc","c":"ü\t","d":"ü","ä\"":"e"}`));
  expect(seen).toEqual(['\xc3\xbc', '\xc3\xbc', '\xc3\xbc\t', '\xc3\xbc', 'e']);
});

test.each([
  '{', '{"password":1', '{"a":1,}', '[1,]', '{a:1}', "{'a':1}", '{"a" 1}', '{"a":01}', '{"a":1.}', '{"a":.5}', '{"a":+1}', '{"a":1e}', '{"a":tru}', '{"a":NaN}', '{"a":"\n"}', '{"a":"\\x"}', '{"a":"\\u12g4"}', '{"a":"\\u12',
  '{"a":1}}', '{"a":1} x', '[', ']', '//\n{}', '{"a":"', '\x1e{', '-', 't',
])('%j is not read', (text) => {
  expect(redact(text, '$.password')).toBeUndefined();
});

test('UTF-16 is not read', () => {
  expect(redact(Buffer.from('\ufeff{"password":1}', 'utf16le'), '$.password')).toBeUndefined();
});

test('depth and number of values are bounded', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  expect(redact(nested(200), '$.a')).toBe(nested(200));
  expect(redact(nested(201), '$.a')).toBeUndefined();
  expect(redact('['.repeat(100_000), '$.a')).toBeUndefined();
  const many = (count: number) => JSON.stringify(Array.from({ length: count }, () => 1));
  expect(redact(many(10_000), '$[*]')).toHaveLength(10_000 * 6 + 1);
  expect(redact(many(10_001), '$[*]')).toBeUndefined();
});

test('of what is not read, nothing is replaced', () => {
  const seen: string[] = [];
  const redactor = new JsonRedactor(new PathMatcher(['$.a']), (octets) => `${seen.push(octets)}`);
  expect([redactor.redact(Buffer.from('{"a":1}{')), seen]).toEqual([undefined, []]);
  expect(Buffer.from(redactor.redact(Buffer.from('{"a":1}{"a":2}'))!).toString()).toBe('{"a":"1"}{"a":"2"}');
});
