import { octetsText } from './octets.ts';

test.each([
  ['', ''],
  ['plain', 'plain'],
  ['caf\xc3\xa9', 'café'],
  ['caf\xe9', 'café'],
  ['\xed\xa0\x80', '\xed\xa0\x80'],
  ['\xef\xbb\xbfbom', '\ufeffbom'],
  ['a text of more than twenty-four octets', 'a text of more than twenty-four octets'],
  ['a text of more than twenty-four octets \xe2\x82\xac', 'a text of more than twenty-four octets €'],
  ['a text of more than twenty-four octets \x80', 'a text of more than twenty-four octets \x80'],
])('%j', (octets, text) => {
  const bytes = Buffer.from(` ${octets} `, 'latin1').subarray(1, -1);
  expect(octetsText(bytes)).toBe(text);
  expect(octetsText(Uint8Array.from(bytes))).toBe(text);
});
