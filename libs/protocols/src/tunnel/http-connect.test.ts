import { defaultLimits, ProxyError, type TunnelStep, type Via } from '@weir/core';
import { HttpConnect } from './http-connect.ts';

const via: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 } };
const withCredentials: Via = { ...via, credentials: { user: 'Aladdin', password: 'open sesame' } };
const latin1 = (text: string) => Buffer.from(text, 'latin1');

function connect(given: Via = via, host = 'a.example'): HttpConnect {
  return new HttpConnect({ host, port: 443 }, given, { ...defaultLimits, headBytes: 256 });
}

/** What it comes to: `rest` after `open`, `more`, or the error. */
function told(step: TunnelStep): string {
  if (step instanceof ProxyError) return `${step.code} ${step.message}`;
  return step.kind === 'open' ? `open ${Buffer.from(step.rest).toString('latin1')}` : step.kind;
}

/** The same, for the answer cut in two at every byte and byte by byte. */
function answered(text: string, given = via): string {
  const whole = told(connect(given).onData(latin1(text)));
  const ways = [Array.from(text), ...Array.from({ length: text.length - 1 }, (_, at) => [text.slice(0, at + 1), text.slice(at + 1)])];
  for (const pieces of ways) {
    const dialogue = connect(given);
    const left = [...pieces];
    let step = dialogue.onData(latin1(left.shift() as string));
    while (!(step instanceof ProxyError) && step.kind === 'more' && left.length > 0) step = dialogue.onData(latin1(left.shift() as string));
    expect(told(step) + (told(step).startsWith('open') ? left.join('') : '')).toBe(whole);
  }
  return whole;
}

test('asks for the destination, in brackets where it is IPv6, with Host, and with credentials where there are any', () => {
  expect(connect().start().toString()).toBe('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n');
  expect(connect(via, '2001:db8::1').start().toString()).toBe('CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n');
  expect(connect(withCredentials).start().toString()).toContain('\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n');
});

test('what follows the head of a 2xx is the server\'s, whatever the head says of a body', () => {
  expect(answered('HTTP/1.1 200 Connection established\r\n\r\n')).toBe('open ');
  expect(answered('HTTP/1.0 200 OK\r\n\r\n220 hi\r\n')).toBe('open 220 hi\r\n');
  expect(answered('HTTP/1.1 204 Fine\r\nContent-Length: 5\r\nVia: x\r\n\r\nhello')).toBe('open hello');
  expect(answered('HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')).toBe('open 0\r\n\r\n');
});

test('interim answers are none', () => {
  expect(answered('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi')).toBe('open hi');
  expect(told(connect().onData(latin1('HTTP/1.1 100 Continue\r\n\r\n'.repeat(17))))).toMatch(/^protocol-violation .*too many interim answers/);
});

test('a refusal has the status and the reason, not the body', () => {
  const refused = connect().onData(latin1('HTTP/1.1 403 Forbidden by rule\r\nContent-Length: 5\r\n\r\nno no'));
  expect(refused).toMatchObject({ code: 'upstream-refused', status: 403, reason: 'Forbidden by rule', message: 'Upstream proxy http://proxy:3128 refused the CONNECT to a.example:443: 403 Forbidden by rule.' });
  expect(answered('HTTP/1.1 503\r\n\r\n')).toBe('upstream-refused Upstream proxy http://proxy:3128 refused the CONNECT to a.example:443: 503.');
  expect(answered(`HTTP/1.1 500 ${'x'.repeat(210)}\r\n\r\n`)).toContain(`500 ${'x'.repeat(200)}....`);
});

test('one that wants to know who asks says what to do, and never tells the password', () => {
  expect(answered('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')).toContain('give them with upstream_auth');
  const refused = answered('HTTP/1.1 401 Unauthorized\r\n\r\n', withCredentials);
  expect(refused).toContain('does not take the credentials');
  expect(refused).not.toContain('sesame');
});

test.each([
  ['SSH-2.0-OpenSSH_9.2p1\r\n', /^protocol-violation .*another protocol/], ['\x05\xff', /^protocol-violation/], ['HTTP/2.0 200 OK\r\n\r\n', /^protocol-violation/],
  ['HTTP/1.1 200 OK\n\n', /^protocol-violation .*bare LF/], ['HTTP/1.1 20 OK\r\n\r\n', /^protocol-violation .*status line/], ['HTTP/1.1 200 OK\r\nA b\r\n\r\n', /^protocol-violation .*field name/],
  ['HTTP/1.1 101 Switching\r\n\r\n', /^protocol-violation .*switches/], [`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(300)}\r\n\r\n`, /^limit-exceeded/],
])('%j is no answer', (text, error) => {
  expect(answered(text)).toMatch(error);
});

test('until a head is whole there is more to come', () => {
  expect(answered('HTTP/1.1 200 OK\r\nA: b\r\n')).toBe('more');
});
