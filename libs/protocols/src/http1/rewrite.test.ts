import { parseRequestHead, parseResponseHead } from './head.ts';
import { asksForUpgrade, rewriteRequest, rewriteResponse, upgradeProtocol } from './rewrite.ts';

const request = (fields: string, line = 'GET /a HTTP/1.1') => parseRequestHead(`${line}\r\n${fields}\r\n`);
const response = (fields: string) => parseResponseHead(`HTTP/1.1 200 OK\r\n${fields}\r\n`);

/** The rewritten fields alone; checks that the parsed ones say the same. */
function rewritten(fields: string, host?: string, line?: string, target?: string): string | undefined {
  const head = request(fields, line);
  const text = rewriteRequest(head, target ?? head.target, host);
  if (text === undefined) return undefined;
  expect(parseRequestHead(text).headers).toEqual(head.headers);
  return text.slice(text.indexOf('\r\n') + 2, -2);
}

test('a head that needs no change is the client\'s own', () => {
  expect(rewritten('Host: a\r\nX: 1\r\n')).toBeUndefined();
  expect(rewritten('Host: a\r\nX: 1\r\n', 'a')).toBeUndefined();
});

test.each([
  ['Host in its place, name and case kept', 'A:1\r\nhOST:  x \r\nb: 2\r\n', 'in:8', 'A:1\r\nhOST: in:8\r\nb: 2\r\n'],
  ['Host among fields that go', 'Proxy-Connection: keep-alive\r\nHost: x\r\n', 'in', 'Host: in\r\n'],
  ['credentials for a proxy', 'Host: a\r\nProxy-Authorization: Basic eA==\r\nproxy-connection: close\r\nX: 1\r\n', undefined, 'Host: a\r\nX: 1\r\n'],
  ['h2c, all of it', 'Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n', undefined, 'Host: a\r\n'],
  ['h2c among others', 'Host: a\r\nConnection: Upgrade\r\nUpgrade: h2c, websocket\r\n', undefined, 'Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'],
  ['other options of the connection', 'Host: a\r\nConnection: close, http2-settings\r\nHTTP2-Settings: AA\r\n', undefined, 'Host: a\r\nConnection: close\r\n'],
])('%s', (_what, fields, host, want) => {
  expect(rewritten(fields, host)).toBe(want);
});

test('a target is replaced in its line, Host added as the first field where there is none', () => {
  const head = request('X: 1\r\n', 'GET http://b:81/p?q HTTP/1.0');
  expect(rewriteRequest(head, '/p?q', 'b:81')).toBe('GET /p?q HTTP/1.0\r\nHost: b:81\r\nX: 1\r\n\r\n');
  expect(head.headers).toEqual(['Host', 'b:81', 'X', '1']);
});

test('credentials for the next proxy are in the text, after all that was there, and not among the headers', () => {
  const line = 'GET http://a/x HTTP/1.1';
  const head = request('Host: a\r\nProxy-Authorization: Basic eA==\r\n', line);
  expect(rewriteRequest(head, head.target, 'a', { proxy: 'Basic dTpw' })).toBe(`${line}\r\nHost: a\r\nProxy-Authorization: Basic dTpw\r\n\r\n`);
  expect(head.headers).toEqual(['Host', 'a']);
  const other = request('Host: b\r\nX: 1\r\n', line);
  expect(rewriteRequest(other, '/x', 'a', { proxy: 'Basic dTpw' })).toBe('GET /x HTTP/1.1\r\nHost: a\r\nX: 1\r\nProxy-Authorization: Basic dTpw\r\n\r\n');
  expect(rewriteRequest(request('X: 1\r\n', 'GET / HTTP/1.0'), '/', undefined, { proxy: 'Basic dTpw' })).toBe('GET / HTTP/1.0\r\nX: 1\r\nProxy-Authorization: Basic dTpw\r\n\r\n');
});

test('an Authorization is taken out where it is ours to take, all of them; ours comes last and is not among the headers', () => {
  const fields = 'Host: a\r\nauthorization: x\r\nX: 1\r\nAuthorization: y\r\n';
  const head = request(fields);
  expect(rewriteRequest(head, '/', undefined, { takesAuthorization: true })).toBe('GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n');
  expect(head.headers).toEqual(['Host', 'a', 'X', '1']);
  expect(rewriteRequest(request('Host: a\r\n', 'GET / HTTP/1.1'), '/', undefined, { takesAuthorization: true })).toBeUndefined();
  const replaced = request(fields);
  expect(rewriteRequest(replaced, '/', 'b', { origin: 'Basic dTpw', takesAuthorization: true })).toBe('GET / HTTP/1.1\r\nHost: b\r\nX: 1\r\nAuthorization: Basic dTpw\r\n\r\n');
  expect(replaced.headers).toEqual(['Host', 'b', 'X', '1']);
  expect(rewriteRequest(request(fields, 'GET / HTTP/1.1'), '/', undefined)).toBeUndefined();
  const both = request('Host: a\r\n');
  expect(rewriteRequest(both, '/', undefined, { proxy: 'p', origin: 'o', takesAuthorization: true })).toBe('GET / HTTP/1.1\r\nHost: a\r\nProxy-Authorization: p\r\nAuthorization: o\r\n\r\n');
  expect(both.headers).toEqual(['Host', 'a']);
});

test('an upgrade to anything but h2c is one, in HTTP/1.1', () => {
  expect(asksForUpgrade(request('Host: a\r\nUpgrade: h2c\r\n'))).toBe(false);
  expect(asksForUpgrade(request('Host: a\r\nUpgrade: h2c, foo/1\r\n'))).toBe(true);
  expect(asksForUpgrade(request('Upgrade: foo\r\n', 'GET / HTTP/1.0'))).toBe(false);
  expect(asksForUpgrade(request('Host: a\r\n'))).toBe(false);
  expect(upgradeProtocol(request('Host: a\r\nUpgrade: WebSocket, x\r\n'))).toBe('websocket');
});

test('alternatives are put on the listening port of the same host (RFC 7838, 3)', () => {
  const altered = rewriteResponse(response('alt-svc: h3="other:443"; ma=1, h2=":444"\r\nX: ="a:1"\r\n'), { altPort: 8080, close: false });
  expect(altered).toBe('HTTP/1.1 200 OK\r\nalt-svc: h3=":8080"; ma=1, h2=":8080"\r\nX: ="a:1"\r\n\r\n');
  expect(rewriteResponse(response('Alt-Svc: clear\r\n'), { close: false })).toBeUndefined();
});

test('a last answer says so, once', () => {
  expect(rewriteResponse(response('X: 1\r\n'), { close: true })).toBe('HTTP/1.1 200 OK\r\nX: 1\r\nConnection: close\r\n\r\n');
  expect(rewriteResponse(response('Connection: keep-alive, x\r\n'), { close: true })).toBe('HTTP/1.1 200 OK\r\nConnection: x\r\nConnection: close\r\n\r\n');
  expect(rewriteResponse(response('Connection: close\r\n'), { close: true })).toBeUndefined();
  expect(rewriteResponse(response('X: 1\r\n'), { close: false })).toBeUndefined();
});
