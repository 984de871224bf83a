import { fuzzSocks5 } from '@weir/protocols';
import { latin1, type Target } from '../target.ts';

/** One message each. */
const socks5Seeds: readonly string[] = [
  '\x05\x01\x00', '\x05\x03\x00\x01\x02', '\x05\x00', '\x04\x01\x00\x50\x7f\x00\x00\x01\x00', '\x01\x04user\x05pass!', '\x01\x01\xfc\x02\xc3\xbc',
  '\x05\x01\x00\x01\xc0\x00\x02\x01\x00\x50', '\x05\x01\x00\x03\x09a.example\x01\xbb', '\x05\x01\x00\x03\x09127.0.0.1\x00\x50', '\x05\x01\x00\x03\x0b2001:DB8::1\x00\x50',
  `\x05\x01\x00\x04\x20\x01\x0d\xb8${'\0'.repeat(11)}\x01\x00\x50`, `\x05\x01\x00\x04${'\0'.repeat(10)}\xff\xff\x7f\x00\x00\x01\x00\x50`,
  '\x05\x02\x00\x01\x7f\x00\x00\x01\x00\x15', '\x05\x03\x00\x01\0\0\0\0\0\0',
];

export const socks5: Target = {
  name: 'socks5',
  about: 'the messages of a SOCKS5 client: a value or a ProxyError, the same in each beginning; an address is written as it was read',
  seeds: () => socks5Seeds.map(latin1),
  words: ['\x05', '\x01', '\x02', '\x03', '\x04', '\x00', '\xff', '\x05\x01\x00', '\x01\xbb', 'a.example', '127.0.0.1', '::1', '::ffff:127.0.0.1', '\0'.repeat(10), '\xff\xff', '.', '-', '%', '0x'],
  maxBytes: 600,
  run: fuzzSocks5,
};
