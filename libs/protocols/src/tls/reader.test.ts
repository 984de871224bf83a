import { ProxyError } from '@weir/core';
import { Reader, invalidHello } from './reader.ts';

const reader = (...bytes: number[]) => new Reader(Uint8Array.from(bytes));

test('reads integers and vectors in turn', () => {
  const read = reader(1, 2, 3, 2, 9, 8, 0, 1, 7);
  expect([read.uint8(), read.uint16(), [...read.vector8(0)], [...read.vector16(1)], read.left]).toEqual([1, 0x0203, [9, 8], [7], 0]);
  read.end('it');
});

test.each<[string, () => unknown, RegExp]>([
  ['an integer beyond the end', () => reader(1).uint16(), /longer than what holds it/],
  ['a vector beyond the end', () => reader(2, 1).vector8(0), /longer/],
  ['a long vector beyond the end', () => reader(0, 3, 1).vector16(0), /longer/],
  ['a vector below its minimum', () => reader(0).vector8(1), /minimum/],
  ['bytes that follow', () => reader(1).end('the thing'), /the thing has trailing bytes/],
])('%s is a ProxyError', (_what, read, says) => {
  expect(read).toThrow(ProxyError);
  expect(read).toThrow(says);
});

test('what is wrong with a hello is the client\'s', () => {
  expect(invalidHello('why')).toMatchObject({ code: 'tls-client-invalid', message: 'cannot parse ClientHello: why' });
});
