import { quoted } from './quoted.ts';

test('as strconv.Quote writes it', () => {
  expect(quoted('a "b" \\ \n\t ü')).toBe('"a \\"b\\" \\\\ \\n\\t ü"');
});

test.each(['\u0000', '\u0007', '\u007f', '\u00a0', '\u2028', '\ufeff'])('%j, which Go writes in its own way, is refused', (text) => {
  expect(() => quoted(text)).toThrow('quote: control characters are not known to this renderer');
});
