import { bodyViews, fromBase64, hexDump } from './body-format.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** As it is shown first. */
function first(body: Uint8Array, contentType?: string) {
  const views = bodyViews(body, contentType);
  const [mode] = views.modes;
  return { mode, ...(mode === 'image' ? {} : views.view(mode!)) };
}

test('JSON is indented first, raw on demand', () => {
  const views = bodyViews(bytes('{"a":1}'), 'application/json');
  expect([views.modes, views.json]).toEqual([['pretty', 'raw', 'hex'], true]);
  expect([views.view('pretty').text, views.view('raw').text, views.view('hex').text]).toEqual(['{\n  "a": 1\n}', '{"a":1}', expect.stringMatching(/^00000000 {2}7b 22/)]);
  expect(first(bytes('[1]'), 'text/plain').mode).toBe('pretty');
  expect(first(bytes('{"broken'), 'application/json')).toEqual({ mode: 'raw', text: '{"broken', shown: 8 });
});

test('a form by its fields', () => {
  expect(first(bytes('a=1&b=%20'), 'application/x-www-form-urlencoded; charset=utf-8')).toMatchObject({ mode: 'pretty', text: 'a = 1\nb =  ' });
  expect(first(bytes('a=1'), 'text/plain').mode).toBe('raw');
});

test('text, by its charset', () => {
  expect(first(bytes('gr\u00fc\u00dfe\n'), 'text/plain')).toMatchObject({ mode: 'raw', text: 'gr\u00fc\u00dfe\n' });
  expect(first(Uint8Array.of(0xe9), 'text/html; charset=iso-8859-1')).toMatchObject({ mode: 'raw', text: '\u00e9' });
  expect(first(bytes('x'), 'text/html; charset=nonsense').mode).toBe('raw');
});

test.each([
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]], ['image/jpeg', [0xff, 0xd8, 0xff, 0xe0]], ['image/gif', [...Buffer.from('GIF89a')]],
  ['image/webp', [...Buffer.from('RIFF\0\0\0\0WEBPVP8 ')]], ['image/avif', [...Buffer.from('\0\0\0\x20ftypavif')]], ['image/x-icon', [0, 0, 1, 0, 1]],
])('%s, by its first bytes', (type, head) => {
  expect(bodyViews(Uint8Array.from(head), 'text/html')).toMatchObject({ modes: ['image', 'hex'], imageType: type });
});

test('what only says that it is an image is none', () => {
  expect(bodyViews(bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml').modes).toEqual(['raw', 'hex']);
  expect(bodyViews(Uint8Array.of(1, 2), 'image/png').modes).toEqual(['hex']);
});

test('all else in hexadecimal', () => {
  expect(first(Uint8Array.of(0x89, 0x50), 'image/png')).toEqual({ mode: 'hex', text: '00000000  89 50                                             .P', shown: 2 });
  expect(first(Uint8Array.of(0, 1)).mode).toBe('hex');
  expect(hexDump(Uint8Array.from({ length: 17 }, (_, n) => n + 0x40)).split('\n')).toEqual([
    '00000000  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO',
    '00000010  50                                                P',
  ]);
});

test('long bodies are shown in part, and not made pretty', () => {
  expect(first(bytes('\u00e9'.repeat(200_000)), 'text/plain')).toMatchObject({ mode: 'raw', shown: 256 * 1024 });
  expect(first(bytes(`x${'\u00e9'.repeat(200_000)}`), 'text/plain').mode).toBe('raw');
  expect(first(bytes(`[${'1,'.repeat(200_000)}1]`), 'application/json').mode).toBe('raw');
  expect(first(new Uint8Array(100_000))).toMatchObject({ mode: 'hex', shown: 16 * 1024 });
});

test('base64', () => {
  expect([...fromBase64('AP8=')]).toEqual([0, 255]);
});
