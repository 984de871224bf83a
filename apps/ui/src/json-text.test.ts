import { jsonTokens, prettyJson } from './json-text.ts';

test('is indented, and its tokens stay as they were', () => {
  expect(prettyJson('{"n":12345678901234567890,"a":[1,"x, {y}"],"a":{},"e":[ ]}')).toBe(
    '{\n  "n": 12345678901234567890,\n  "a": [\n    1,\n    "x, {y}"\n  ],\n  "a": {},\n  "e": []\n}',
  );
  expect(prettyJson('"a\\"b"')).toBe('"a\\"b"');
  expect(prettyJson('{')).toBeUndefined();
});

test('its words by kind', () => {
  const text = '{\n  "a\\"": "b: 1",\n  "n": [-1.5e3, true, null]\n}';
  const tokens = jsonTokens(text);
  expect(tokens.map((token) => token.text).join('')).toBe(text);
  expect(tokens.filter(({ kind }) => kind !== 'plain')).toEqual([
    { kind: 'name', text: '"a\\""' }, { kind: 'string', text: '"b: 1"' }, { kind: 'name', text: '"n"' },
    { kind: 'number', text: '-1.5e3' }, { kind: 'word', text: 'true' }, { kind: 'word', text: 'null' },
  ]);
  expect(jsonTokens('')).toEqual([]);
});
