import { fuzzHttpConnect, fuzzSocks5Client } from './tunnel.fuzz.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

test('every way of cutting an answer comes to the same', () => {
  expect(fuzzHttpConnect(latin1('HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello'))).toBe('open  hello');
  expect(fuzzHttpConnect(latin1('HTTP/1.0 407 No\r\n\r\n<html>'))).toMatch(/^upstream-refused 407 /);
  expect(fuzzHttpConnect(latin1(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(600)}`))).toMatch(/^limit-exceeded /);
  expect(fuzzSocks5Client(latin1('\x00\x05\x00\x05\x00\x00\x01\0\0\0\0\0\0hi'))).toBe('open \x05\x01\x00\x03\x09a.example\x01\xbb hi');
  expect(fuzzSocks5Client(latin1('\x01\x05\x02\x01\x00\x05\x05'))).toMatch(/^connect-refused 5 /);
  expect(fuzzSocks5Client(latin1('\x01\x05'))).toBe('more ');
});
