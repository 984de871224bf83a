import { firstBytes, type FirstBytesRules } from '@weir/protocols';
import { expectThat, latin1, type Target } from '../target.ts';

const rules: readonly FirstBytesRules[] = (['detect', 'http', 'tcp'] as const)
  .flatMap((stack) => [true, false].flatMap((tls) => [true, false].map((rawTcp) => ({ stack, tls, rawTcp }))));

export const firstBytesTarget: Target = {
  name: 'first-bytes',
  about: 'the sniffer: what it has found in a beginning it finds in the whole',
  seeds: () => ['GET / HTTP/1.1\r\n', '\x16\x03\x01\x02\x00\x01', 'SSH-2.0-OpenSSH_9.2\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\x05\x01\x00', 'VERSION-CONTROL /a HTTP/1.1'].map(latin1),
  words: ['\x16', '\x03', ' ', '\r\n', 'GET', 'A'.repeat(33)],
  maxBytes: 64,
  run(input) {
    for (const rule of rules) {
      let found = 'more';
      for (let length = 0; length <= input.length; length++) {
        const finding = firstBytes(input.subarray(0, length), rule);
        expectThat(found === 'more' || finding === found, () => `${finding} after ${length} bytes, ${found} before (${JSON.stringify(rule)})`);
        found = finding;
      }
      expectThat((firstBytes(input, { ...rule, final: true }) as string) !== 'more', () => 'it waits for more where nothing will come');
    }
  },
};
