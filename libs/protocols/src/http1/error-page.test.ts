import { errorPage } from './error-page.ts';

const page = { status: 502, message: 'No <answer> from "a" & b', close: true, headOnly: false };

test('is a whole response, its length that of its page', () => {
  const [head = '', body = ''] = errorPage(page).toString().split('\r\n\r\n');
  expect(head.split('\r\n')).toEqual(['HTTP/1.1 502 Bad Gateway', 'Server: weir', 'Content-Type: text/html; charset=utf-8', `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close']);
  expect(body).toContain('<h1>502 Bad Gateway</h1>');
});

test('what a peer sent is text, never markup', () => {
  expect(errorPage(page).toString()).toContain('<p>No &#60;answer&#62; from &#34;a&#34; &#38; b</p>');
});

test('to HEAD it has the same head and no page', () => {
  const whole = errorPage(page).toString();
  const head = errorPage({ ...page, headOnly: true }).toString();
  expect(head).toBe(whole.slice(0, whole.indexOf('<html>')));
});

test('says close only where the connection ends, and has words for each status', () => {
  expect(errorPage({ ...page, close: false }).toString()).not.toContain('Connection');
  for (const status of [400, 401, 407, 408, 413, 431, 502, 503]) expect(errorPage({ ...page, status }).toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Z][A-Za-z ]+\r\n`));
  expect(errorPage({ ...page, status: 599 }).toString()).toMatch(/^HTTP\/1\.1 599 Error\r\n/);
});

test('asks for credentials where these are what is missing (RFC 9110, 15.5.2 and 15.5.8)', () => {
  expect(errorPage({ ...page, status: 407 }).toString()).toContain('\r\nProxy-Authenticate: Basic realm="mitmproxy"\r\nConnection: close\r\n\r\n');
  expect(errorPage({ ...page, status: 401 }).toString()).toContain('\r\nWWW-Authenticate: Basic realm="mitmproxy"\r\nConnection: close\r\n\r\n');
  expect(errorPage(page).toString()).not.toContain('uthenticate');
});
