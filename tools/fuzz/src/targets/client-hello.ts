import { fuzzClientHello } from '@weir/protocols';
import { fixtures } from '../fixture-files.ts';
import type { Target } from '../target.ts';

export const clientHello: Target = {
  name: 'client-hello',
  about: 'the decoder of ClientHellos: a value or a ProxyError, the same however it is cut',
  seeds: () => fixtures('libs/protocols/test/fixtures', '.client-hello.bin'),
  words: ['\x16\x03\x01\x00\x05', '\x16\x03\x03\x40\x00', '\x01\x00\x00\x00', '\x00\x00', '\x00\x10', '\x00\x2b', '\x0a\x0a', '\x02h2\x08http/1.1', 'example.com', '\xff\xff'],
  maxBytes: 4096,
  run: (input) => void fuzzClientHello(input),
};
