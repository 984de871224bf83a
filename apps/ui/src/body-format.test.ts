import { fromBase64, hexDump, prettyJson, viewBody } from './body-format.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('JSON is indented, and its tokens stay as they were', () => {
  expect(viewBody(bytes('{"n":12345678901234567890,"a":[1,"x, {y}"],"a":{},"e":[ ]}'), 'application/json')).toEqual({
    kind: 'json', shown: 58, text: '{\n  "n": 12345678901234567890,\n  "a": [\n    1,\n    "x, {y}"\n  ],\n  "a": {},\n  "e": []\n}',
  });
  expect(prettyJson('"a\\"b"')).toBe('"a\\"b"');
  expect(prettyJson('{')).toBeUndefined();
});

test('text, by its charset', () => {
  expect(viewBody(bytes('gr\u00fc\u00dfe\n'), 'text/plain')).toMatchObject({ kind: 'text', text: 'gr\u00fc\u00dfe\n' });
  expect(viewBody(Uint8Array.of(0xe9), 'text/html; charset=iso-8859-1')).toMatchObject({ kind: 'text', text: '\u00e9' });
  expect(viewBody(bytes('x'), 'text/html; charset=nonsense')).toMatchObject({ kind: 'text' });
  expect(viewBody(bytes('{"broken'), 'application/json')).toMatchObject({ kind: 'text' });
});

test('all else in hexadecimal', () => {
  expect(viewBody(Uint8Array.of(0x89, 0x50), 'image/png')).toEqual({ kind: 'hex', text: '00000000  89 50                                             .P', shown: 2 });
  expect(viewBody(Uint8Array.of(0, 1), undefined).kind).toBe('hex');
  expect(hexDump(Uint8Array.from({ length: 17 }, (_, n) => n + 0x40)).split('\n')).toEqual([
    '00000000  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO',
    '00000010  50                                                P',
  ]);
});

test('long bodies are shown in part', () => {
  const text = viewBody(bytes('\u00e9'.repeat(200_000)), 'text/plain');
  expect(text).toMatchObject({ kind: 'text', shown: 256 * 1024 });
  expect(viewBody(bytes(`x${'\u00e9'.repeat(200_000)}`), 'text/plain').kind).toBe('text');
  expect(viewBody(new Uint8Array(100_000), undefined)).toMatchObject({ kind: 'hex', shown: 16 * 1024 });
});

test('base64', () => {
  expect([...fromBase64('AP8=')]).toEqual([0, 255]);
});
