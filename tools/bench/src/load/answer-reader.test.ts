import { AnswerReader } from './answer-reader.ts';
import type { WrongAnswer } from './wrong-answer.ts';

const answer = Buffer.from('HTTP/1.1 200 OK\r\nServer: x\r\ncontent-LENGTH: 5\r\n\r\nabcde');

function reader(): AnswerReader {
  return new AnswerReader({ status: 200, bytes: 5 });
}

function kindOf(text: string): string {
  try {
    reader().feed(Buffer.from(text));
  } catch (error) {
    return (error as WrongAnswer).kind;
  }
  return 'none';
}

test('answers one after the other', () => {
  const it = reader();
  for (let round = 0; round < 3; round++) expect(it.feed(answer)).toBe(true);
  expect(it.closes).toBe(false);
});

test('cut at every byte', () => {
  for (let cut = 1; cut < answer.length; cut++) {
    const it = reader();
    expect(it.feed(answer.subarray(0, cut))).toBe(false);
    expect(it.feed(answer.subarray(cut))).toBe(true);
  }
});

test('byte by byte, twice', () => {
  const it = reader();
  for (let round = 0; round < 2; round++) {
    const ends = [...answer].map((octet) => it.feed(Buffer.from([octet])));
    expect(ends.lastIndexOf(false)).toBe(answer.length - 2);
    expect(ends.at(-1)).toBe(true);
  }
});

test('an answer without content', () => {
  expect(new AnswerReader({ status: 204, bytes: 0 }).feed(Buffer.from('HTTP/1.1 204 \r\nContent-Length: 0\r\n\r\n'))).toBe(true);
});

test('chunked answers, cut at every byte', () => {
  const chunked = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n');
  const it = reader();
  for (let cut = 1; cut < chunked.length; cut++) {
    expect(it.feed(chunked.subarray(0, cut))).toBe(false);
    expect(it.feed(chunked.subarray(cut))).toBe(true);
    expect(it.feed(answer)).toBe(true);
  }
});

test('an answer that announces the close', () => {
  const it = reader();
  it.feed(Buffer.from('HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 5\r\n\r\nabcde'));
  expect(it.closes).toBe(true);
  it.feed(answer);
  expect(it.closes).toBe(false);
});

test('what was left of a broken connection is forgotten', () => {
  const it = reader();
  it.feed(answer.subarray(0, 20));
  it.reset();
  expect(it.feed(answer)).toBe(true);
});

test.each([
  ['status 502', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 5\r\n\r\n'],
  ['status 100', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['length', 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n'],
  ['length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n0\r\n\r\n'],
  ['length', 'HTTP/1.1 200 OK\r\n\r\n'],
  ['length', 'HTTP/1.1 200 OK\r\nX-Content-Length: 5\r\n\r\nabcde'],
  ['length', `${answer.toString()}H`],
  ['head', 'SSH-2.0-x\r\n\r\n'],
  ['head', 'HTTP/1.1 20 OK\r\nContent-Length: 5\r\n\r\n'],
  ['head', 'x'.repeat(64 * 1024 + 1)],
])('%s', (kind, text) => {
  expect(kindOf(text)).toBe(kind);
});
