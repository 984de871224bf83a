import { SERVER } from '@weir/core';
import { Playbook } from '@weir/testing';
import { Outlet } from './outlet.ts';

const chunk = Buffer.from('0123456789');

function outlet(): { out: Outlet; sent: Buffer[]; book: Playbook } {
  const book = new Playbook();
  const sent: Buffer[] = [];
  book.io.send = (_side, bytes) => void sent.push(bytes as Buffer);
  const out = new Outlet(book.io, SERVER);
  out.begin(chunk);
  return { out, sent, book };
}
const texts = (sent: readonly Buffer[]): string[] => sent.map((bytes) => bytes.toString());

test('a chunk that goes as it is, is the chunk itself', () => {
  const { out, sent } = outlet();
  out.keep(10);
  out.flush();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toBe(chunk);
});

test('a run of it is a view, not a copy', () => {
  const { out, sent } = outlet();
  out.skip(2);
  out.keep(5);
  out.flush();
  expect(texts(sent)).toEqual(['234']);
  expect(sent[0]?.buffer).toBe(chunk.buffer);
});

test('kept, skipped and other bytes leave in one send, in their order', () => {
  const { out, sent } = outlet();
  out.keep(2);
  out.put(Buffer.from('<a>'));
  out.skip(5);
  out.keep(7);
  out.put(Buffer.from('<b>'));
  out.keep(8);
  out.flush();
  expect(texts(sent)).toEqual(['01<a>56<b>7']);
});

test('what is decided stays decided', () => {
  const { out, sent } = outlet();
  out.keep(6);
  out.skip(4);
  out.keep(3);
  out.flush();
  expect(texts(sent)).toEqual(['012345']);
});

test('nothing decided is nothing sent; a second flush repeats nothing', () => {
  const { out, sent } = outlet();
  out.flush();
  out.skip(10);
  out.flush();
  out.begin(chunk);
  out.keep(3);
  out.flush();
  out.flush();
  out.keep(5);
  out.flush();
  expect(texts(sent)).toEqual(['012', '34']);
});

test('a long run beside other bytes is not copied', () => {
  const { out, sent } = outlet();
  const long = Buffer.alloc(10_000, 'x');
  out.begin(long);
  out.skip(10);
  out.put(Buffer.from('<head>'));
  out.keep(10_000);
  out.flush();
  expect(sent.map((bytes) => bytes.length)).toEqual([6, 9990]);
  expect(sent[1]?.buffer).toBe(long.buffer);
});
