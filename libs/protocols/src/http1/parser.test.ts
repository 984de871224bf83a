import { defaultLimits } from '@weir/core';
import { fuzzHttp1, readRequests, readResponses } from './parser.fuzz.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const requests = (text: string): string => readRequests([bytes(text)]);
const responses = (text: string): string => readResponses([bytes(text)]);
const post = (fields: string): string => `POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
const refused = 'body \nprotocol-violation 400';
const tooLong = 'body \nlimit-exceeded 431';

const smuggling: readonly (readonly [name: string, request: string])[] = [
  ['Content-Length and Transfer-Encoding', post('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n')],
  ['Transfer-Encoding and Content-Length', post('Transfer-Encoding: chunked\r\nContent-Length: 3\r\n')],
  ['two Content-Length', post('Content-Length: 3\r\nContent-Length: 4\r\n')],
  ['two equal Content-Length', post('Content-Length: 3\r\nContent-Length: 3\r\n')],
  ['a list in Content-Length', post('Content-Length: 3, 3\r\n')],
  ['Content-Length with a sign', post('Content-Length: +3\r\n')],
  ['negative Content-Length', post('Content-Length: -3\r\n')],
  ['Content-Length with leading zeros', post('Content-Length: 03\r\n')],
  ['hexadecimal Content-Length', post('Content-Length: 0x3\r\n')],
  ['empty Content-Length', post('Content-Length:\r\n')],
  ['huge Content-Length', post('Content-Length: 9999999999999999\r\n')],
  ['xchunked', post('Transfer-Encoding: xchunked\r\n')],
  ['chunked with a trailing octet', post('Transfer-Encoding: chunked\x0b\r\n')],
  ['chunked twice', post('Transfer-Encoding: chunked, chunked\r\n')],
  ['two Transfer-Encoding', post('Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n')],
  ['chunked, then identity', post('Transfer-Encoding: chunked, identity\r\n')],
  ['a request that does not end in chunked', post('Transfer-Encoding: gzip\r\n')],
  ['identity in a request', post('Transfer-Encoding: identity\r\n')],
  ['empty Transfer-Encoding', post('Transfer-Encoding:\r\n')],
  ['quoted chunked', post('Transfer-Encoding: "chunked"\r\n')],
  ['Transfer-Encoding in HTTP/1.0', 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['obs-fold', post('X: a\r\n b\r\n')],
  ['obs-fold of Transfer-Encoding', post('Transfer-Encoding:\r\n chunked\r\n')],
  ['bare CR in a value', post('X: a\rTransfer-Encoding: chunked\r\n')],
  ['bare LF in a value', post('X: a\nTransfer-Encoding: chunked\r\n')],
  ['bare LF after the request line', 'GET / HTTP/1.1\nHost: a\r\n\r\n'],
  ['bare LF everywhere', 'GET / HTTP/1.1\nHost: a\n\n'],
  ['NUL in a value', post('X: a\0b\r\n')],
  ['NUL in a name', post('X\0: a\r\n')],
  ['DEL in a value', post('X: a\x7f\r\n')],
  ['space before the colon', post('Content-Length : 3\r\n')],
  ['tab before the colon', post('Content-Length\t: 3\r\n')],
  ['empty field name', post(': 3\r\n')],
  ['no colon', post('Content-Length\r\n')],
  ['space before the first field', 'GET / HTTP/1.1\r\n Host: a\r\n\r\n'],
  ['two Host fields', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
  ['no Host field', 'GET / HTTP/1.1\r\n\r\n'],
  ['no Host field for OPTIONS *', 'OPTIONS * HTTP/1.1\r\n\r\n'],
  ['a method that is no token', 'GE(T / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['no method', ' / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['two spaces before the target', 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['two spaces after the target', 'GET /  HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a tab in the request line', 'GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a space in the target', 'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a control in the target', 'GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a target that is none', 'GET a HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['an asterisk for GET', 'GET * HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['no target', 'GET HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['HTTP/0.9', 'GET /\r\n\r\n'],
  ['HTTP/1.2', 'GET / HTTP/1.2\r\nHost: a\r\n\r\n'],
  ['HTTP/2.0', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a lower case version', 'GET / http/1.1\r\nHost: a\r\n\r\n'],
  ['a CONNECT with content', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello'],
  ['a chunked CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a CR before the request line', '\rGET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['many empty lines', `${'\r\n'.repeat(5)}GET / HTTP/1.1\r\nHost: a\r\n\r\n`],
];

describe('requests that two parsers could read differently are refused', () => {
  test.each(smuggling)('%s', (_name, request) => {
    expect(requests(request)).toBe(refused);
    fuzzHttp1(bytes(request));
  });
});

const chunked = (body: string): string => requests(post('Transfer-Encoding: chunked\r\n') + body);

describe('chunked bodies that two parsers could read differently are refused', () => {
  test.each([
    ['LF after the size', '5\nhello\r\n0\r\n\r\n'], ['0x', '0x5\r\nhello\r\n0\r\n\r\n'], ['a space after the size', '5 \r\nhello\r\n0\r\n\r\n'],
    ['a sign', '+5\r\nhello\r\n0\r\n\r\n'], ['no size', '\r\nhello'], ['no CRLF after the data', '5\r\nhelloX\r\n'], ['LF after the data', '5\r\nhello\n0\r\n\r\n'],
    ['a bare CR in an extension', '5;a\rb\r\nhello\r\n0\r\n\r\n'], ['a bare LF in an extension', '5;a\nhello\r\n0\r\n\r\n'],
    ['a size beyond 48 bits', 'fffffffffffff\r\n'], ['many zeros', `${'0'.repeat(17)}5\r\n`], ['a trailer without colon', '0\r\nabc\r\n\r\n'],
    ['a folded trailer', '0\r\na: b\r\n c\r\n\r\n'], ['a bare LF in a trailer', '0\r\na: b\nc: d\r\n\r\n'], ['NUL in a trailer', '0\r\na: \0\r\n\r\n'],
    ['LF at the end', '0\r\n\n'],
  ])('%s', (_name, body) => {
    expect(chunked(body)).toMatch(/protocol-violation 400$/);
    fuzzHttp1(bytes(post('Transfer-Encoding: chunked\r\n') + body));
  });

  test.each([['extensions', `5;${'a'.repeat(100)}\r\nhello\r\n`], ['trailers', `0\r\na: ${'b'.repeat(100)}\r\n\r\n`]])('%s are bounded', (_name, body) => {
    expect(chunked(body)).toMatch(/limit-exceeded 431$/);
  });
});

describe('responses that two parsers could read differently are refused', () => {
  test.each([
    ['Transfer-Encoding in 204', 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['Transfer-Encoding in 100', 'HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['both framings', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['an unknown coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: br\r\n\r\n'], ['no version', '200 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'], ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a status below 100', 'HTTP/1.1 099 X\r\n\r\n'], ['an empty line first', '\r\nHTTP/1.1 200 OK\r\n\r\n'],
    ['a bare LF', 'HTTP/1.1 200 OK\nA: b\r\n\r\n'], ['NUL in the reason', 'HTTP/1.1 200 O\0K\r\n\r\n'], ['obs-fold', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n'],
  ])('%s', (_name, response) => {
    expect(responses(response)).toBe(refused);
    fuzzHttp1(bytes(response));
  });
});

test('reads every framing, whatever the pieces', () => {
  const stream = '\r\nPOST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n5;e="1"\r\nhello\r\nA\r\n0123456789\r\n0\r\nT: v\r\nU:  w \r\n\r\n'
    + 'GET /b HTTP/1.1\r\nhost:y\r\nCookie:  a=b \t\r\nX:\r\n\r\n\r\nPOST http://z/c HTTP/1.0\r\nContent-Length: 3\r\n\r\nabcCONNECT h:1 HTTP/1.1\r\n\r\n'
    + 'OPTIONS * HTTP/1.1\r\nHost: z\r\nContent-Length: 0\r\n\r\n';
  const want = [
    'head POST /a 1.1 ["Host","x","Transfer-Encoding","gzip, Chunked"]', 'trailers ["T","v","U","w"]', 'body hello0123456789', 'end',
    'head GET /b 1.1 ["host","y","Cookie","a=b","X",""]', 'body ', 'end',
    'head POST http://z/c 1.0 ["Content-Length","3"]', 'body abc', 'end', 'head CONNECT h:1 1.1 []', 'body ', 'end',
    'head OPTIONS * 1.1 ["Host","z","Content-Length","0"]', 'body ', 'end', 'body ', 'ended',
  ].join('\n');
  const input = bytes(stream);
  expect(readRequests([input])).toBe(want);
  for (let at = 1; at < input.length; at++) expect(readRequests([input.subarray(0, at), input.subarray(at)])).toBe(want);
  for (let step = 1; step < 40; step++) {
    const pieces = Array.from({ length: Math.ceil(input.length / step) }, (_, i) => input.subarray(i * step, (i + 1) * step));
    expect(readRequests(pieces)).toBe(want);
  }
});

test('responses: interim, no content, lengths, chunks, until the end', () => {
  const stream = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'
    + 'HTTP/1.1 200 \xd6K\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nHTTP/1.0 999 x\r\nTransfer-Enc: a\r\n\r\nrest';
  expect(responses(stream)).toBe([
    'head 100 Continue 1.1 []', 'body ', 'end', 'head 204  1.1 []', 'body ', 'end', 'head 304 Not Modified 1.1 ["Content-Length","9"]', 'body ', 'end',
    'head 200 \xd6K 1.1 ["Content-Length","2"]', 'body ok', 'end', 'head 200 OK 1.1 ["Transfer-Encoding","chunked"]', 'body a', 'end',
    'head 999 x 1.0 ["Transfer-Enc","a"]', 'body rest', 'end', 'body ', 'ended',
  ].join('\n'));
  for (const coding of ['gzip', 'identity', 'deflate']) {
    expect(responses(`HTTP/1.1 200 OK\r\nTransfer-Encoding: ${coding}\r\n\r\nrest`)).toMatch(/body rest\nend/);
  }
  expect(responses('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab')).toMatch(/cut short$/);
});

test('a head may have exactly headBytes, and not one more, in one piece or many', () => {
  const head = (length: number): string => {
    const start = 'GET / HTTP/1.1\r\nHost: a\r\nX: ';
    return `${start}${'x'.repeat(length - start.length - 4)}\r\n\r\n`;
  };
  expect(requests(head(512))).toMatch(/ended$/);
  fuzzHttp1(bytes(head(512)));
  expect(requests(head(513))).toBe(tooLong);
  fuzzHttp1(bytes(head(513)));
  fuzzHttp1(bytes(head(512) + head(512) + head(513)));
  fuzzHttp1(bytes(`GET / HTTP/1.1\nX: ${'x'.repeat(600)}\r\n\r\n`));
  expect(requests(`GET /${'a'.repeat(5000)}`)).toBe(tooLong);
});

test('a large head that comes byte by byte takes linear time', () => {
  const pieces = Array.from(bytes(`GET /${'a'.repeat(60_000)} HTTP/1.1\r\nHost: a\r\n\r\n`), (octet) => Buffer.from([octet]));
  const began = performance.now();
  expect(readRequests(pieces, defaultLimits)).toMatch(/ended$/);
  expect(performance.now() - began).toBeLessThan(1000);
});

test('random and mutated bytes: a value or a ProxyError, the same for all pieces', () => {
  let seed = 20261124;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >>> 8) % below;
  };
  const seeds = [...smuggling.map(([, request]) => request), 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a\r\nhello\r\n0\r\nA: b\r\n\r\n',
    post('Transfer-Encoding: chunked\r\n') + '3\r\nabc\r\n0\r\n\r\n', post('Content-Length: 5\r\n') + 'hello'];
  const alphabet = '\r\n\r\n\t :;,0159aAfgHTPhost/.*\0\xff';
  for (let i = 0; i < 3000; i++) {
    const input = Buffer.concat([bytes(seeds[random(seeds.length)] as string), bytes(seeds[random(seeds.length)] as string)]);
    for (let edits = random(4); edits > 0; edits--) input[random(input.length)] = alphabet.charCodeAt(random(alphabet.length));
    fuzzHttp1(input.subarray(random(3), input.length - random(3)));
  }
});

