import { Fields, Seen, checkFraming, eachToken, parseFields } from './fields.ts';

function parsed(text: string): Fields {
  const fields = new Fields();
  parseFields(`${text}\r\n`, 0, fields);
  return fields;
}

test('names and values in order and case, blanks around values gone, where each line begins', () => {
  const fields = parsed('A: 1\r\nb:2\r\nC:\t x y \t\r\nd:\r\n');
  expect(fields.headers).toEqual(['A', '1', 'b', '2', 'C', 'x y', 'd', '']);
  expect(fields.lines).toEqual([0, 6, 11, 22, 26]);
});

test('notes what a relay cares for, whatever its case', () => {
  const fields = parsed('HOST: a\r\nconnection: Keep-Alive , close\r\ncontent-length: 12\r\nAlt-Svc: clear\r\n');
  expect(fields).toMatchObject({ host: 0, close: true, keepAlive: true, contentLength: 12, chunked: false, seen: Seen.host | Seen.connection | Seen.contentLength | Seen.altSvc });
  expect(parsed('Transfer-Encoding: gzip, Chunked\r\n').chunked).toBe(true);
  expect(parsed('Transfer-Encoding: gzip\r\n').chunked).toBe(false);
  expect(parsed('X: 1\r\n')).toMatchObject({ host: -1, contentLength: -1, seen: 0 });
});

test.each([
  'Host: a\r\nHost: a\r\n', 'Content-Length: 1\r\nContent-Length: 1\r\n', 'Content-Length: 1,1\r\n', 'Content-Length: 01\r\n', 'Content-Length: 1e3\r\n', 'Content-Length: 1234567890123456\r\n',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', 'Transfer-Encoding: chunked, gzip\r\n', 'Transfer-Encoding: br\r\n', 'Transfer-Encoding: chunked\t\r\n',
  'A : 1\r\n', ': 1\r\n', 'A\r\n', ' A: 1\r\n', 'A: 1\r\n b\r\n', 'A: \0\r\n', 'A: 1\n', 'A: 1\rB: 2\r\n',
])('%j is refused', (text) => {
  expect(() => parsed(text)).toThrow(expect.objectContaining({ code: 'protocol-violation', status: 400 }));
});

test('nothing may follow the empty line, and it must be there', () => {
  for (const text of ['A: 1\r\n', 'A: 1\r\n\r\nB: 2\r\n\r\n', 'A: 1\r\n\n']) expect(() => parseFields(text, 0, new Fields())).toThrow();
});

test('framing that two parsers could read differently is refused', () => {
  expect(() => checkFraming(parsed('Transfer-Encoding: chunked\r\nContent-Length: 1\r\n'), 1)).toThrow(/together/);
  expect(() => checkFraming(parsed('Transfer-Encoding: chunked\r\n'), 0)).toThrow(/HTTP\/1\.0/);
  checkFraming(parsed('Transfer-Encoding: chunked\r\n'), 1);
  checkFraming(parsed('Content-Length: 1\r\n'), 0);
});

test('members of a list, in lower case, empty ones left out', () => {
  const tokens: string[] = [];
  eachToken(' A,, b , C/1', (token) => tokens.push(token));
  expect(tokens).toEqual(['a', 'b', 'c/1']);
});
