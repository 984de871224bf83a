import { fuzzStartTls } from '@weir/protocols';
import { latin1, type Target } from '../target.ts';

/** Chunks of a dialogue: the client's, or with a + the server's. */
const dialogues: readonly (readonly string[])[] = [
  ['+220 mail.example ESMTP\r\n', 'EHLO me\r\n', '+250-mail\r\n250 STARTTLS\r\n', 'STARTTLS\r\n', '+220 go\r\n', '\x16\x03\x01\x00\x05hello', '+x'],
  ['+220 a\r\n', 'EHLO me\r\nSTARTTLS\r\nMAIL FROM:<a@b>\r\n', '+250 b\r\n220 go\r\n', 'x'],
  ['+* OK ready\r\n', 'a STARTTLS\r\n', '+a OK go\r\n', '\x16\x03\x03'],
  ['\0\0\0\x08\x04\xd2\x16\x30', '+N', '\0\0\0\x08\x04\xd2\x16\x2f', '+S', '\x16\x03\x01'],
  [`+\x31\0\0\0\x0a8.0\0\x0b\0\0\0abcdefgh\0\xff\xff\xff\x02\0\xff\xdf\x15${'\0'.repeat(10)}abcdefghijk\0`, `\x20\0\0\x01\x05\xae\xff\x01\0\0\0\x01\xff${'\0'.repeat(23)}`, '\x16\x03\x01'],
];

function encode(chunks: readonly string[]): Uint8Array {
  return latin1(chunks.map((chunk) => {
    const server = chunk.startsWith('+');
    const text = server ? chunk.slice(1) : chunk;
    return `${String.fromCharCode((text.length << 1) | (server ? 1 : 0))}${text}`;
  }).join(''));
}

export const startTls: Target = {
  name: 'starttls',
  about: 'the watch over both sides of a dialogue that may turn to TLS: nothing is lost or reordered, and the cut makes no difference',
  seeds: () => dialogues.map(encode),
  words: ['STARTTLS\r\n', '\r\n', '\n', '220 ', '250-', '* OK', 'a ', 'S', '\0\0\0\x08\x04\xd2\x16\x2f', '\x16\x03\x01', '\x20\0\0\x01', '\x0a', '{1}\r\n', 'DATA\r\n'],
  maxBytes: 2048,
  run: fuzzStartTls,
};
