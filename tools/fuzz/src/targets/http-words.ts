/** Whole requests, one or several. */
export const requestSeeds: readonly string[] = [
  'GET /a?b=c HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n',
  'POST /form HTTP/1.1\r\nHost: example.com\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\nhello world',
  'PUT /x HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5;a=b\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nX-Sum: 1\r\n\r\n',
  'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: a\r\n\r\nPOST /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /4 HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET http://user.example:81/p?q HTTP/1.1\r\nHost: other\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic eDp5\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
  'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\nExpect: 100-continue\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close, TE\r\nTE: trailers\r\n\r\n0\r\n\r\n',
];

/** Whole answers, to a GET. */
export const responseSeeds: readonly string[] = [
  'HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n6;x="y"\r\npedia \r\n0\r\nA: b\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end',
  'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok',
  'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 99\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x02hi',
  'HTTP/1.1 502 \r\nContent-Length: 0\r\nAlt-Svc: h3=":443"; ma=86400\r\n\r\n',
];

/** Where parsers of HTTP/1 differ from each other. */
export const httpWords: readonly string[] = [
  '\r\n', '\r\n\r\n', '\n', '\r', '\n\n', ' ', '\t', '\0', ':', ': ', ',', ';', '"', '\r\n ', '\r\n\t', '\x0b', '\x85', '\xa0', '\xff', '%0d%0a',
  'GET ', 'POST ', 'CONNECT ', 'HEAD ', ' HTTP/1.1\r\n', ' HTTP/1.0\r\n', ' HTTP/1.2\r\n', ' HTTP/0.9\r\n', ' HTTP/2.0\r\n', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 100 Continue\r\n\r\n',
  'Host: b\r\n', 'Host:\r\n', 'Content-Length: 0\r\n', 'Content-Length: 3\r\n', 'Content-Length: +3\r\n', 'Content-Length: 3, 3\r\n', 'Content-Length: 99999999999999999999\r\n',
  'Transfer-Encoding: chunked\r\n', 'Transfer-Encoding : chunked\r\n', 'Transfer-Encoding: identity\r\n', 'Transfer-Encoding: chunked, chunked\r\n', 'Transfer-Encoding:\tchunked \r\n',
  'transfer-encoding: xchunked\r\n', 'Connection: close\r\n', 'Connection: keep-alive\r\n', 'Connection: Host\r\n', 'Connection: Upgrade, HTTP2-Settings\r\n', 'Upgrade: h2c\r\n', 'HTTP2-Settings: AAMAAABk\r\n',
  'Expect: 100-continue\r\n', 'Trailer: X\r\n', '0\r\n\r\n', '0\r\nX: y\r\n\r\n', '1\r\na\r\n', '0x1\r\na\r\n', 'FFFFFFFFFFFFFFFF\r\n', '00000000000001\r\na\r\n', '1;x\r\na\r\n', '1\na\n', '-1\r\n',
  'http://', 'https://a/', 'a:80', '@', '*', '/../', '?', '#', '[::1]', '[', 'chunked', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
];
