import { jest } from '@jest/globals';
import { defaultLimits } from '@weir/core';
import { fuzzHttp1, readRequests, readResponses } from './parser.fuzz.ts';
import { Http1Parser } from './parser.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

afterEach(() => void jest.restoreAllMocks());

test('anything passes that the parser reads, or refuses, the same in any pieces', () => {
  for (const text of ['', 'G', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\nbody', '\0\n\r', 'x'.repeat(2000)]) fuzzHttp1(bytes(text));
});

test('says in lines what it reads', () => {
  expect(readRequests([bytes('POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\nhi')])).toBe('head POST /a 1.1 ["Host","b","Content-Length","2"]\nbody hi\nend\nbody \nended');
  expect(readResponses([bytes('HTTP/1.1 200 OK\r\n\r\nhi')])).toBe('head 200 OK 1.1 []\nbody hi\nend\nbody \nended');
  expect(readRequests([bytes('nonsense\n')])).toBe('body \nprotocol-violation 400');
});

test('what is no ProxyError is a bug', () => {
  jest.spyOn(Http1Parser.prototype, 'feed').mockImplementation(() => { throw new RangeError('a bug'); });
  expect(() => fuzzHttp1(bytes('GET'))).toThrow(new RangeError('a bug'));
});

test('so is an outcome that depends on the pieces', () => {
  let fed = 0;
  jest.spyOn(Http1Parser.prototype, 'feed').mockImplementation((chunk) => (fed += chunk.length > 1 ? 1 : 0));
  jest.spyOn(Http1Parser.prototype, 'finish').mockImplementation(() => fed % 2 === 0);
  expect(() => fuzzHttp1(bytes('GET'))).toThrow(/depends on how its input is cut/);
});

test('so is a parser that keeps more than its limits', () => {
  jest.spyOn(Http1Parser.prototype, 'feed').mockImplementation((chunk) => chunk.length);
  const byByte = Array.from({ length: 200 }, () => bytes('x'));
  expect(() => readRequests(byByte, { ...defaultLimits, headBytes: 100 })).toThrow(/says nothing of the last 117 bytes/);
});
