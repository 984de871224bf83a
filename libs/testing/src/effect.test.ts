import { CLIENT, SERVER } from '@weir/core';
import { bytesOf, merged, textOf, who } from './index.ts';

test('sends to one side that follow each other are one, others stay apart', () => {
  expect(merged([['send', 'client', 'a'], ['send', 'client', 'b'], ['send', 'server', 'c'], ['send', 'client', 'd'], ['hold', 'client'], ['send', 'client', 'e']]))
    .toEqual([['send', 'client', 'ab'], ['send', 'server', 'c'], ['send', 'client', 'd'], ['hold', 'client'], ['send', 'client', 'e']]);
});

test('text is latin1: each character one octet, each octet one character', () => {
  const all = String.fromCharCode(...Array(256).keys());
  expect(textOf(bytesOf(all))).toBe(all);
  expect(textOf(new Uint8Array(Buffer.from('xabc').buffer, Buffer.from('xabc').byteOffset, 0))).toBe('');
  const bytes = Uint8Array.of(1, 2);
  expect(bytesOf(bytes)).toBe(bytes);
});

test('sides in words', () => {
  expect([who(CLIENT), who(SERVER)]).toEqual(['client', 'server']);
});
