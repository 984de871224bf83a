import { defaultLimits, type Headers } from '@weir/core';
import { ChunkedDecoder } from './chunked.ts';

/** Content and trailers of a chunked body, and where it stopped, fed whole or in pieces. */
function decode(text: string, size = text.length, trailerBytes = 64): { content: string; trailers: Headers[]; at: number; done: boolean } {
  const decoder = new ChunkedDecoder({ ...defaultLimits, trailerBytes });
  const bytes = Buffer.from(text, 'latin1');
  const found = { content: '', trailers: [] as Headers[], at: 0, done: false };
  const events = { onBody: (content: Uint8Array) => void (found.content += Buffer.from(content).toString('latin1')), onTrailers: (headers: Headers) => void found.trailers.push([...headers]) };
  for (let at = 0; at < bytes.length && !decoder.done; at += size) found.at = at + decoder.feed(bytes.subarray(at, at + size), 0, events);
  return { ...found, done: decoder.done };
}

test.each([1, 2, 3, 100])('content without its framing, in pieces of %i', (size) => {
  expect(decode('3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n', size)).toMatchObject({ content: 'abc0123456789', trailers: [], done: true });
});

test('stops behind the last octet: what follows is the next message', () => {
  expect(decode('0\r\n\r\nGET /')).toMatchObject({ at: 5, done: true });
});

test.each([1, 100])('extensions are passed over, trailers told, in pieces of %i', (size) => {
  expect(decode('1;a=b;c="d"\r\nx\r\n0;last\r\nT: v\r\nt: \r\n\r\n', size)).toMatchObject({ content: 'x', trailers: [['T', 'v', 't', '']], done: true });
});

test('is not done before its end', () => {
  for (const text of ['', '3', '3\r\n', '3\r\nabc', '3\r\nabc\r\n', '3\r\nabc\r\n0\r\n', '0\r\nT: v\r\n']) expect(decode(text).done).toBe(false);
});

test('is used again after a reset', () => {
  const decoder = new ChunkedDecoder(defaultLimits);
  const events = { onBody() {}, onTrailers() {} };
  decoder.feed(Buffer.from('0\r\n\r\n'), 0, events);
  decoder.reset();
  expect(decoder.done).toBe(false);
  decoder.feed(Buffer.from('1\r\nx\r\n0\r\n\r\n'), 0, events);
  expect(decoder.done).toBe(true);
});

test.each([
  ['no size', '\r\nabc'], ['a sign', '+3\r\nabc'], ['0x', '0x3\r\nabc'], ['a space before', ' 3\r\nabc'], ['a space behind', '3 \r\nabc'], ['a bare LF', '3\nabc'], ['a bare CR', '3\rabc'],
  ['a control in an extension', '3;a\x00\r\nabc'], ['a size too large', `${'f'.repeat(13)}\r\n`], ['too many digits', `${'0'.repeat(17)}3\r\n`], ['more than its size', '1\r\nab\r\n'],
  ['a bare LF behind', '1\r\na\n'], ['a CR alone behind', '1\r\na\rb'], ['an obs-fold of a trailer', '0\r\n T: v\r\n\r\n'], ['a trailer without a colon', '0\r\nT\r\n\r\n'],
  ['a control in a trailer', '0\r\nT: \x01\r\n\r\n'], ['a bare LF in the trailers', '0\r\nT: v\n\r\n'], ['an end without LF', '0\r\n\rx'],
  ['a trailer Content-Length', '0\r\nT: v\r\ncontent-length: 3\r\n\r\n'], ['a trailer Transfer-Encoding', '0\r\nTransfer-Encoding: chunked\r\n\r\n'], ['a trailer Host', '0\r\nHOST: b\r\n\r\n'],
])('%s is refused, whole and byte by byte', (_what, text) => {
  for (const size of [text.length, 1]) expect(() => decode(text, size)).toThrow(expect.objectContaining({ code: 'protocol-violation' }));
});

test('extensions and trailers are bounded', () => {
  expect(decode(`1;${'x'.repeat(64)}\r\na`).content).toBe('a');
  for (const text of [`1;${'x'.repeat(65)}\r\n`, `0\r\nT: ${'x'.repeat(64)}\r\n\r\n`]) {
    for (const size of [text.length, 1]) expect(() => decode(text, size)).toThrow(expect.objectContaining({ code: 'limit-exceeded', status: 431 }));
  }
});
