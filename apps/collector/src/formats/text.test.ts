import { textOf } from './text.ts';

test.each([
  ['UTF-8 without a word', Buffer.from('Stra\u00dfe'), undefined, 'Stra\u00dfe'],
  ['a charset of its own', Buffer.from('Stra\u00dfe', 'latin1'), 'text/plain; charset="ISO-8859-1"', 'Stra\u00dfe'],
  ['bytes that are none', Buffer.from('Stra\u00dfe', 'latin1'), 'text/plain', undefined],
  ['a charset that nobody knows', Buffer.from('x'), 'text/plain; charset=klingon', undefined],
  ['NUL', Buffer.from('a\0b'), 'text/plain', undefined],
  ['a byte order mark stays', Buffer.from('\ufeffx'), undefined, '\ufeffx'],
])('%s', (_, bytes, contentType, text) => {
  expect(textOf(bytes, contentType)).toBe(text);
});
