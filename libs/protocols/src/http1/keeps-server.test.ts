import { parseRequestHead, parseResponseHead, responseBody } from './head.ts';
import { answerKeepsServer, requestKeepsServer } from './keeps-server.ts';

test.each<[string, boolean]>([
  ['GET / HTTP/1.1', true], ['OPTIONS * HTTP/1.1', true], ['GET / HTTP/1.1\r\nConnection: keep-alive, Close', true], ['GET / HTTP/1.1\r\nAuthorization: Basic eDp5', true],
  ['HEAD / HTTP/1.1', false], ['POST / HTTP/1.1', false], ['DELETE / HTTP/1.1', false], ['GET / HTTP/1.0', false], ['GET / HTTP/1.1\r\nContent-Length: 0', false],
  ['GET / HTTP/1.1\r\nContent-Length: 1', false], ['GET / HTTP/1.1\r\nTransfer-Encoding: chunked', false], ['GET / HTTP/1.1\r\nExpect: 100-continue', false],
  ['GET / HTTP/1.1\r\nUpgrade: h2c', false], ['GET / HTTP/1.1\r\nAuthorization: Negotiate abc', false],
])('a request %j: %s', (lines, keeps) => {
  expect(requestKeepsServer(parseRequestHead(`${lines}\r\nHost: a\r\n\r\n`))).toBe(keeps);
});

const sized = '\r\nContent-Length: 1';

test.each<[string, boolean]>([
  [`200 OK${sized}`, true], ['200 OK\r\nContent-Length: 0', true], ['200 OK\r\nTransfer-Encoding: chunked', true], [`404 No${sized}`, true], [`401 No${sized}\r\nWWW-Authenticate: Basic realm=x`, true],
  [`302 Found${sized}\r\nConnection: keep-alive`, true],
  ['200 OK', false], [`200 OK${sized}\r\nConnection: Close`, false], [`200 OK${sized}\r\nConnection: keep-alive, CLOSE`, false], [`200 OK${sized}\r\nConnection: keep-alive\r\nConnection: close`, false],
  [`200 OK${sized}\r\nProxy-Connection: close`, false], [`200 OK${sized}\r\nUpgrade: h2c`, false], [`401 No${sized}\r\nWWW-Authenticate: NTLM`, false],
  // Their content is said to be none, and some servers send it.
  ['204 No Content', false], ['204 No Content\r\nContent-Length: 0', false], ['304 Not Modified', false], [`304 Not Modified${sized}`, false],
  [`400 No${sized}`, false], [`408 Late${sized}`, false], [`413 Much${sized}`, false], [`431 Long${sized}`, false], [`500 No${sized}`, false], [`503 No${sized}`, false],
])('an answer %j: %s', (lines, keeps) => {
  const head = parseResponseHead(`HTTP/1.1 ${lines}\r\n\r\n`);
  expect(answerKeepsServer(head, responseBody(head, 'GET'))).toBe(keeps);
});

test('not an answer of HTTP/1.0, whatever it says', () => {
  const head = parseResponseHead(`HTTP/1.0 200 OK${sized}\r\nConnection: keep-alive\r\n\r\n`);
  expect(answerKeepsServer(head, responseBody(head, 'GET'))).toBe(false);
});
