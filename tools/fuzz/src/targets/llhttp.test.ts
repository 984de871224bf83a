import { llhttpReads } from './llhttp.ts';

const requests = (text: string) => llhttpReads('requests', Buffer.from(text, 'latin1')).messages;

test('requests with bodies, one behind the other', () => {
  expect(requests('POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcPUT /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\nGET')).toEqual([
    { method: 'POST', target: '/a', headers: ['host', 'x', 'content-length', '3'], body: 'abc', whole: true, upgrade: false },
    { method: 'PUT', target: '/b', headers: ['host', 'x', 'transfer-encoding', 'chunked'], body: 'hi', whole: true, upgrade: false },
  ]);
});

test('more fields than llhttp tells at once', () => {
  expect(requests(`GET /many HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(80)}\r\n`)).toMatchObject([{ method: 'GET', target: '/many', whole: true }]);
});

test('a request behind trailers', () => {
  expect(requests('PUT /a HTTP/1.1\r\nHost:\r\nTransfer-Encoding:chunked\r\n\r\n0\r\na:b\r\n\r\nHEAD /b HTTP/1.1\r\nHost:\r\n\r\n').map(({ target }) => target)).toEqual(['/a', '/b']);
});

test('it ends where llhttp refuses to go on', () => {
  expect(llhttpReads('requests', Buffer.from('GET /a HTTP/1.1\r\nHost: x\r\n\r\n\0\0'))).toMatchObject({ messages: [{ target: '/a' }] });
  expect(llhttpReads('requests', Buffer.from('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n')).refused).toMatch(/^HPE_/);
  expect(requests('GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab')).toMatchObject([{ body: 'ab', whole: false }]);
});

test('responses', () => {
  expect(llhttpReads('responses', Buffer.from('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')).messages).toMatchObject([{ status: 100 }, { status: 200, body: 'ok', whole: true }]);
});

test('an upgrade', () => {
  expect(requests('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nGET / HTTP/1.1\r\n\r\n')).toMatchObject([{ upgrade: true }]);
});
