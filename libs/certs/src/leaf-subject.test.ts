import type { PeerCertificate } from '@weir/core';
import { leafSubject, subjectKey } from './leaf-subject.ts';

const like: PeerCertificate = { subject: '', issuer: '', notAfter: '', names: [] };
const textsOf = (names: readonly string[], of?: Partial<PeerCertificate>): string[] =>
  leafSubject({ names, ...(of === undefined ? {} : { like: { ...like, ...of } }) }).names.map((name) => name.text);

test('the server\'s CN, its names, then what was asked for, each once', () => {
  expect(textsOf(['www.example.com', '192.0.2.1'], { commonName: 'Example.com', names: ['*.example.com', 'example.com', 'example.org'] }))
    .toEqual(['example.com', '*.example.com', 'example.org', 'www.example.com', '192.0.2.1']);
});

test('what was asked for is added though a wildcard covers it', () => {
  expect(textsOf(['www.example.com'], { commonName: '*.example.com', names: ['*.example.com'] })).toEqual(['*.example.com', 'www.example.com']);
});

test('a CN that is no name is no name of the leaf', () => {
  expect(textsOf(['a.example'], { commonName: 'My Web Server', names: [] })).toEqual(['a.example']);
});

test.each([
  ['an address', ['2001:db8::1'], ['2001:db8:0:0:0:0:0:1']],
  ['an address of a dual-stack socket', ['::ffff:127.0.0.1'], ['127.0.0.1']],
  ['IDN', ['bücher.example'], ['xn--bcher-kva.example']],
  ['punycode', ['xn--bcher-kva.example'], ['xn--bcher-kva.example']],
  ['underscores', ['_dmarc.my_host.example'], ['_dmarc.my_host.example']],
  ['300 octets, and what was asked for besides', ['a.'.repeat(150) + 'example', '10.0.0.1'], ['10.0.0.1']],
  ['nothing', [], ['unnamed.invalid']],
  ['nothing usable', ['', ' ', 'a b', 'x'.repeat(300)], ['unnamed.invalid']],
])('%s', (_, names, expected) => {
  expect(textsOf(names)).toEqual(expected);
});

test('the organization is the server\'s, where it is fit to be shown', () => {
  expect(leafSubject({ names: ['a.example'] }).organization).toBeUndefined();
  expect(leafSubject({ names: ['a.example'], like: { ...like, organization: 'Example Ltd' } }).organization).toBe('Example Ltd');
  expect(leafSubject({ names: ['a.example'], like: { ...like, organization: 'a\nb' } }).organization).toBeUndefined();
});

test('the key tells subjects apart, and not their spelling', () => {
  const key = (names: string[], organization?: string): string =>
    subjectKey(leafSubject({ names, like: { ...like, ...(organization === undefined ? {} : { organization }) } }));
  expect(key(['A.example', 'b.example'])).toBe(key(['a.example.', 'B.EXAMPLE']));
  const different = [key(['a.example']), key(['a.example', 'b.example']), key(['b.example', 'a.example']), key(['a.example'], 'b.example'), key(['a.example'], 'O')];
  expect(new Set(different).size).toBe(different.length);
});
