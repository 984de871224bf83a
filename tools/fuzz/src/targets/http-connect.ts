import { fuzzHttpConnect } from '@weir/protocols';
import { latin1, type Target } from '../target.ts';
import { httpWords, responseSeeds } from './http-words.ts';

const seeds: readonly string[] = [
  'HTTP/1.1 200 Connection established\r\n\r\n', 'HTTP/1.0 200 OK\r\nVia: 1.0 x\r\n\r\n220 hi\r\n', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\x16\x03\x03',
  'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 2\r\n\r\nno', 'HTTP/1.1 403 Forbidden\r\n\r\n', 'HTTP/1.1 503\r\n\r\n',
  ...responseSeeds,
];

export const httpConnect: Target = {
  name: 'http-connect',
  about: 'what an HTTP proxy answers to our CONNECT: a tunnel with its first bytes or a ProxyError, the same however it is cut',
  seeds: () => seeds.map(latin1),
  words: httpWords,
  maxBytes: 1200,
  run: (input) => void fuzzHttpConnect(input),
};
