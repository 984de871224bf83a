import { isConnectionBound } from './connection-bound.ts';
import { parseRequestHead, parseResponseHead } from './head.ts';

test.each<[string, boolean]>([
  ['Authorization: NTLM TlRMTVNTUAAB', true], ['Proxy-Authorization: negotiate YIIJvw==', true], ['AUTHORIZATION:Negotiate', true],
  ['Authorization: Basic bnRsbSBuZWdvdGlhdGU=', false], ['Authorization: Bearer NTLMnegotiate', false], ['X-Authorization: NTLM x', false],
])('a request with %s', (field, bound) => {
  expect(isConnectionBound(parseRequestHead(`GET / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`))).toBe(bound);
});

test.each<[string, boolean]>([
  ['WWW-Authenticate: Negotiate', true], ['WWW-Authenticate: Basic realm="x", NTLM', true], ['Proxy-Authenticate: Digest realm=x,Negotiate', true],
  ['WWW-Authenticate: Basic realm="x"\r\nwww-authenticate: NTLM', true], ['WWW-Authenticate: Basic realm="x"', false],
])('an answer with %s', (field, bound) => {
  expect(isConnectionBound(parseResponseHead(`HTTP/1.1 401 Unauthorized\r\n${field}\r\n\r\n`))).toBe(bound);
});
