import { ipBytes } from '@weir/core';
import { seeded } from '@weir/testing';
import { ipText } from './ip-text.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test.each([
  ['c0000201', '192.0.2.1'],
  ['00000000', '0.0.0.0'],
  ['2001 0db8 0000 0000 0000 0000 0000 0001', '2001:db8::1'],
  ['2001 0db8 0000 0001 0001 0001 0001 0001', '2001:db8:0:1:1:1:1:1'],
  ['2001 0db8 0000 0000 0001 0000 0000 0001', '2001:db8::1:0:0:1'],
  ['2001 0000 0000 0001 0000 0000 0000 0001', '2001:0:0:1::1'],
  ['0000 0000 0000 0000 0000 0000 0000 0000', '::'],
  ['0000 0000 0000 0000 0000 0000 0000 0001', '::1'],
  ['fe80 0000 0000 0000 0000 0000 0000 0000', 'fe80::'],
  ['0001 0002 0003 0004 0005 0006 0007 abcd', '1:2:3:4:5:6:7:abcd'],
])('%s is %s', (bytes, text) => {
  expect(ipText(hex(bytes))).toBe(text);
});

test('an IPv4-mapped address is the IPv4 address that it means', () => {
  expect(ipText(hex('0000 0000 0000 0000 0000 ffff 7f00 0001'))).toBe('127.0.0.1');
  expect(ipText(hex('0000 0000 0000 0000 0001 ffff 7f00 0001'))).toBe('::1:ffff:7f00:1');
});

test('what it writes is read as the same address', () => {
  const random = seeded(1);
  const wrong: string[] = [];
  for (let run = 0; run < 5_000; run++) {
    const bytes = Uint8Array.from({ length: 16 }, () => (random(5) < 3 ? 0 : random(256)));
    const written = ipText(bytes);
    const read = ipBytes(written) ?? new Uint8Array();
    if (Buffer.compare(read, written.includes(':') ? bytes : bytes.subarray(12)) !== 0) wrong.push(written);
  }
  expect(wrong).toEqual([]);
});
