import { Body, parseRequestHead, parseResponseHead, requestBody, responseBody } from './head.ts';

const request = (line: string, fields = 'Host: a\r\n') => parseRequestHead(`${line}\r\n${fields}\r\n`);
const response = (line: string, fields = '') => parseResponseHead(`${line}\r\n${fields}\r\n`);

test.each([
  ['GET /a?b HTTP/1.1', 'origin', '/a?b'], ['OPTIONS * HTTP/1.1', 'asterisk', '*'], ['GET http://a/ HTTP/1.1', 'absolute', 'http://a/'],
  ['CONNECT a:443 HTTP/1.1', 'authority', 'a:443'], ['GET /caf\xe9 HTTP/1.1', 'origin', '/caf\xe9'],
])('%s: %s', (line, form, target) => {
  expect(request(line)).toMatchObject({ form, target, minor: 1, method: line.split(' ')[0], text: `${line}\r\nHost: a\r\n\r\n` });
});

test.each([
  'GET / HTTP/1.2', 'GET / HTTP/2.0', 'GET / http/1.1', 'GET /', 'GET  / HTTP/1.1', 'GET /a b HTTP/1.1', ' GET / HTTP/1.1', 'G\x00T / HTTP/1.1', 'GET * HTTP/1.1', 'GET a/b HTTP/1.1', 'GET /\x7f HTTP/1.1',
  'GET HTTP/1.1', '',
])('%j is no request line', (line) => {
  expect(() => request(line)).toThrow(expect.objectContaining({ code: 'protocol-violation', status: 400 }));
});

test('Host must be there where nothing else names the authority (RFC 9112, 3.2)', () => {
  for (const line of ['GET / HTTP/1.1', 'OPTIONS * HTTP/1.1']) expect(() => request(line, '')).toThrow(/Host/);
  for (const line of ['GET / HTTP/1.0', 'GET http://a/ HTTP/1.1', 'CONNECT a:1 HTTP/1.1']) expect(request(line, '').host).toBe(-1);
});

test('a request\'s content is as its framing says; a CONNECT has none', () => {
  expect(requestBody(request('GET / HTTP/1.1'))).toBe(Body.none);
  expect(requestBody(request('POST / HTTP/1.1', 'Host: a\r\nContent-Length: 0\r\n'))).toBe(Body.none);
  expect(requestBody(request('POST / HTTP/1.1', 'Host: a\r\nContent-Length: 1\r\n'))).toBe(Body.length);
  expect(requestBody(request('POST / HTTP/1.1', 'Host: a\r\nTransfer-Encoding: chunked\r\n'))).toBe(Body.chunked);
  expect(() => request('POST / HTTP/1.1', 'Host: a\r\nTransfer-Encoding: gzip\r\n')).toThrow(/end in chunked/);
  for (const framing of ['Content-Length: 1', 'Transfer-Encoding: chunked']) expect(() => request('CONNECT a:1 HTTP/1.1', `${framing}\r\n`)).toThrow(/CONNECT request with content/);
});

test.each([
  ['HTTP/1.1 200 OK', 200, 'OK', 1], ['HTTP/1.0 404 Not Found', 404, 'Not Found', 0], ['HTTP/1.1 200 ', 200, '', 1], ['HTTP/1.1 200', 200, '', 1], ['HTTP/1.1 999 \xe9', 999, '\xe9', 1],
])('%j', (line, status, reason, minor) => {
  expect(response(line)).toMatchObject({ status, reason, minor });
});

test.each(['HTTP/1.1 20 OK', 'HTTP/1.1 2000 OK', 'HTTP/1.1 099 x', 'HTTP/1.1  200 OK', 'HTTP/1.1 200OK', 'HTTP/3 200 OK', 'ICY 200 OK', 'HTTP/1.1 200 a\x00', 'HTTP/1.1'])('%j is no status line', (line) => {
  expect(() => response(line)).toThrow(expect.objectContaining({ code: 'protocol-violation' }));
});

test('an answer\'s content is as its status, the method and its framing say (RFC 9112, 6.3)', () => {
  const sized = 'Content-Length: 5\r\n';
  for (const line of ['HTTP/1.1 100 Continue', 'HTTP/1.1 204 No Content', 'HTTP/1.1 304 Not Modified']) expect(responseBody(response(line, sized), 'GET')).toBe(Body.none);
  expect(responseBody(response('HTTP/1.1 200 OK', sized), 'HEAD')).toBe(Body.none);
  expect(responseBody(response('HTTP/1.1 200 OK', sized), 'GET')).toBe(Body.length);
  expect(responseBody(response('HTTP/1.1 200 OK', 'Content-Length: 0\r\n'), 'GET')).toBe(Body.none);
  expect(responseBody(response('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked\r\n'), 'GET')).toBe(Body.chunked);
  expect(responseBody(response('HTTP/1.1 200 OK'), 'GET')).toBe(Body.untilEnd);
  for (const status of [100, 204]) expect(() => response(`HTTP/1.1 ${status} x`, 'Transfer-Encoding: chunked\r\n')).toThrow(/Transfer-Encoding/);
});
