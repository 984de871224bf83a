import { fuzzHostHeader } from '@weir/protocols';
import { latin1, type Target } from '../target.ts';

export const hostHeader: Target = {
  name: 'host-header',
  about: 'which host a request names, as ignore_hosts asks: the same however it comes, within a bound',
  seeds: () => ['GET / HTTP/1.1\r\nHost: a.example\r\n\r\n', 'PUT http://b/ HTTP/1.1\nAccept: */*\nhost:\t a:80 \nHost: c\n\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'SSH-2.0-a\r\n'].map(latin1),
  words: ['\r\n', '\n', '\r', ' ', ':', 'Host: ', 'hOsT:', ' HTTP/1.1', 'x'.repeat(100)],
  maxBytes: 512,
  run: (input) => fuzzHostHeader(input),
};
