import { fuzzSocks5Client } from '@weir/protocols';
import { latin1, type Target } from '../target.ts';

const granted = ['\x05\x00\x00\x01\x7f\0\0\x01\x04\x38', '\x05\x00\x00\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x04\x38', '\x05\x00\x00\x03\x01a\x04\x38'];
const seeds: readonly string[] = [
  ...granted.flatMap((reply) => [`\x00\x05\x00${reply}hello`, `\x01\x05\x02\x01\x00${reply}`, `\x01\x05\x00${reply}`]),
  '\x00\x05\xff', '\x01\x05\x02\x01\x01', ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((reply) => `\x00\x05\x00\x05${String.fromCharCode(reply)}\x00\x01\0\0\0\0\0\0`),
];

export const socks5Client: Target = {
  name: 'socks5-client',
  about: 'what a SOCKS5 proxy answers to us, with credentials or without: a tunnel or a ProxyError, the same however it is cut',
  seeds: () => seeds.map(latin1),
  words: ['\x05\x00', '\x05\x02', '\x05\xff', '\x01\x00', '\x01\x01', '\x05\x05', '\x00\x01', '\x00\x03\xff', '\x00\x04', 'HTTP/1.1 400 Bad\r\n'],
  maxBytes: 600,
  run: (input) => void fuzzSocks5Client(input),
};
