import { ProxyError } from '@weir/core';
import { fuzzClientHello, HelloDecoder } from '@weir/protocols';
import { fixtures } from '../fixture-files.ts';
import { expectThat, type Target } from '../target.ts';

export const clientHello: Target = {
  name: 'client-hello',
  about: 'the decoder of ClientHellos: a value or a ProxyError, the same in two pieces as in one',
  seeds: () => fixtures('libs/protocols/test/fixtures', '.client-hello.bin'),
  words: ['\x16\x03\x01\x00\x05', '\x16\x03\x03\x40\x00', '\x01\x00\x00\x00', '\x00\x00', '\x00\x10', '\x00\x2b', '\x0a\x0a', '\x02h2\x08http/1.1', 'example.com', '\xff\xff'],
  maxBytes: 4096,
  run(input) {
    const whole = said(fuzzClientHello(input));
    const decoder = new HelloDecoder(64 * 1024);
    const middle = input.length >> 1;
    let pieces: string;
    try {
      const first = decoder.push(input.subarray(0, middle));
      pieces = said(first === 'more' ? decoder.push(input.subarray(middle)) : first);
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      pieces = said(error);
    }
    expectThat(pieces === whole, () => `in two pieces it is ${pieces}, whole ${whole}`);
  },
};

function said(answer: ReturnType<typeof fuzzClientHello>): string {
  return answer instanceof ProxyError ? `${answer.code}: ${answer.message}` : JSON.stringify(answer);
}
