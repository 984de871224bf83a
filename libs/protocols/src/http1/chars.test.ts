import { FIELD_VALUE, HEX, HOST, TARGET, TOKEN, allIn } from './chars.ts';

const members = (set: Uint8Array): string => String.fromCharCode(...Array.from(set, (in_, code) => (in_ === 1 ? code : -1)).filter((code) => code >= 0));
const printable = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 0x21 + i));
const high = String.fromCharCode(...Array.from({ length: 128 }, (_, i) => 0x80 + i));
const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const sorted = (text: string): string => [...text].sort().join('');

test('the classes are those of the RFCs, octet by octet', () => {
  expect(sorted(members(TOKEN))).toBe(sorted(`${alphanumeric}!#$%&'*+-.^_\`|~`));
  expect(members(FIELD_VALUE)).toBe(`\t ${printable}${high}`);
  expect(members(TARGET)).toBe(printable + high);
  expect(sorted(members(HOST))).toBe(sorted(`${alphanumeric}-._~%!$&'()*+,;=:`));
});

test('hexadecimal digits of either case, and nothing else', () => {
  expect([...'09afAF'].map((digit) => HEX[digit.charCodeAt(0)])).toEqual([0, 9, 10, 15, 10, 15]);
  expect(HEX.filter((value) => value < 16)).toHaveLength(22);
});

test('allIn looks at a range; what is beyond latin1 is in no class', () => {
  expect(allIn(TOKEN, 'GET /', 0, 3)).toBe(true);
  expect(allIn(TOKEN, 'GET /')).toBe(false);
  expect(allIn(TOKEN, '')).toBe(true);
  expect(allIn(FIELD_VALUE, '\u0100')).toBe(false);
});
