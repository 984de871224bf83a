import { ProxyError, type Via } from '@weir/core';
import { Socks5Client } from './socks5-client.ts';

const via: Via = { scheme: 'socks5', address: { host: 'proxy', port: 1080 } };
const withCredentials: Via = { ...via, credentials: { user: 'us\u00e9r', password: 'secret' } };
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const hexOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');

const greeting = '0500';
const bound = '05 00 00 01 7f000001 0438';
const request = '05 01 00 03 09 612e6578616d706c65 01bb';

/** What the answers come to: all that was sent, then `open` and the rest, `more`, or the error. */
function hold(pieces: readonly Uint8Array[], given: Via, host: string): string {
  const dialogue = new Socks5Client({ host, port: 443 }, given);
  let sent = '';
  for (const [at, piece] of pieces.entries()) {
    const step = dialogue.onData(piece);
    if (step instanceof ProxyError) return `${step.code} ${step.status} ${step.message}`;
    sent += hexOf(step.send);
    if (step.kind === 'open') return `${sent} open ${hexOf(step.rest)}${pieces.slice(at + 1).map(hexOf).join('')}`;
  }
  return `${sent} more`;
}

/** The same, whole, cut in two at every byte, and byte by byte. */
function answered(text: string, given = via, host = 'a.example'): string {
  const bytes = hex(text);
  const whole = hold([bytes], given, host);
  for (let at = 1; at < bytes.length; at++) expect(hold([bytes.subarray(0, at), bytes.subarray(at)], given, host)).toBe(whole);
  expect(hold(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)), given, host)).toBe(whole);
  return whole;
}

test('offers user and password only where there are any (RFC 1928, 3)', () => {
  expect([via, withCredentials].map((given) => hexOf(new Socks5Client({ host: 'a', port: 1 }, given).start()))).toEqual(['050100', '05020002']);
});

test('names are left to the proxy, addresses go as bytes (RFC 1928, 4)', () => {
  expect(answered(greeting)).toBe(`${request.replaceAll(' ', '')} more`);
  expect(answered(greeting, via, '192.0.2.1')).toBe('05010001c000020101bb more');
  expect(answered(greeting, via, '2001:db8::1')).toBe('0501000420010db800000000000000000000000101bb more');
});

test('what follows the reply is the server\'s, whatever the proxy was bound to', () => {
  for (const reply of [bound, '05 00 00 04 20010db8000000000000000000000001 0438', '05 00 00 03 03 616263 0438', '05 00 00 03 00 0438']) {
    expect(answered(`${greeting} ${reply} 686921`)).toBe(`${request.replaceAll(' ', '')} open 686921`);
  }
});

test('user and password (RFC 1929), in UTF-8', () => {
  const said = answered(`0502 0100 ${bound}`, withCredentials);
  expect(said).toBe(`01 05 7573c3a972 06 736563726574 ${request} open `.replaceAll(' ', '').replace('open', ' open '));
  expect(answered('0502 0500', withCredentials)).toContain('more');
  expect(answered(`0500 ${bound}`, withCredentials)).toContain('open');
});

test.each([
  [`${greeting} 0501`, 'upstream-refused 1'], [`${greeting} 0502`, 'upstream-refused 2'], [`${greeting} 0503`, 'connect-unreachable 3'], [`${greeting} 0504`, 'connect-unreachable 4'],
  [`${greeting} 0505`, 'connect-refused 5'], [`${greeting} 0506`, 'connect-timeout 6'], [`${greeting} 0507`, 'upstream-refused 7'], [`${greeting} 0508`, 'upstream-refused 8'],
  [`${greeting} 0509 00 01`, 'upstream-refused 9'], ['05ff', 'upstream-refused 255'], ['05ff 0001 0000 0000 0000', 'upstream-refused 255'],
])('%s is %s', (text, expected) => {
  expect(answered(text)).toMatch(new RegExp(`^${expected} Upstream proxy socks5://proxy:1080 does not connect to a\\.example:443: `));
});

test('without credentials, what to do is said; with them, they are not', () => {
  expect(answered('05ff')).toContain('give them in the URL of via');
  const refused = answered('0502 0101', withCredentials);
  expect(refused).toMatch(/^upstream-refused 1 .*does not take the credentials/);
  expect(refused + answered('05ff', withCredentials)).not.toContain('secret');
});

test.each(['48', '0400', '0501', '0502', `${greeting} 04`, `${greeting} 0500 00 02 00`, `${greeting} 48545450`])('%s is no SOCKS5', (text) => {
  expect(answered(`${text} 00`)).toMatch(/^protocol-violation undefined /);
});

test('a password that is answered with nonsense', () => {
  expect(answered('0502 4800', withCredentials)).toMatch(/^protocol-violation/);
});
