import { isIP } from 'node:net';
import { ipBytes } from './ip-bytes.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test.each([
  ['192.0.2.1', 'c0000201'], ['0.0.0.0', '00000000'], ['2001:db8::1', '2001 0db8 0000 0000 0000 0000 0000 0001'], ['2001:DB8:0:0:1::1', '2001 0db8 0000 0000 0001 0000 0000 0001'],
  ['::', '0000 0000 0000 0000 0000 0000 0000 0000'], ['fe80::', 'fe80 0000 0000 0000 0000 0000 0000 0000'], ['1:2:3:4:5:6:7:abcd', '0001 0002 0003 0004 0005 0006 0007 abcd'],
  ['::ffff:127.0.0.1', '0000 0000 0000 0000 0000 ffff 7f00 0001'], ['1:2:3:4:5:6:1.2.3.4', '0001 0002 0003 0004 0005 0006 0102 0304'],
])('%s', (text, bytes) => {
  expect(ipBytes(text)).toEqual(hex(bytes));
});

test.each([
  '', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '1.2.3.x', '0x7f.0.0.1', '1.2.3.4.', ':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8',
  '12345::', 'g::', '1:', ':1', '::1.2.3', '1.2.3.4::', '::1.2.3.4:1', 'fe80::1%eth0', '[::1]', 'a.example',
])('%j is no address', (text) => {
  expect(ipBytes(text)).toBeUndefined();
});

test('agrees with Node on what is an address', () => {
  const pieces = ['0', '1', 'f', '12', '255', '256', '7fff', ':', ':', '::', '.', '.', 'x'];
  const bytesOf = { 0: undefined, 4: 4, 6: 16 };
  let state = 1;
  // Numerical Recipes' generator: the same texts each time.
  const random = (below: number): number => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) % 65_521 % below;
  const wrong: string[] = [];
  for (let run = 0; run < 20_000; run++) {
    const text = Array.from({ length: 1 + random(15) }, () => pieces[random(pieces.length)]).join('');
    if (ipBytes(text)?.length !== bytesOf[isIP(text) as 0 | 4 | 6]) wrong.push(text);
  }
  expect(wrong).toEqual([]);
});
