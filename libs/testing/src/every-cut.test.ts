import { CLIENT, type Handler } from '@weir/core';
import { Playbook, everyCut, type Script } from './index.ts';
import { relayScript } from '../test/smallest-relay.ts';

const script = (steps: Script['steps'], onData: (book: Playbook, bytes: Uint8Array) => void, transport: 'tcp' | 'udp' = 'tcp'): Script => ({
  steps,
  start: () => {
    const book = new Playbook({ transport });
    const handler: Handler = { onData: (_side, bytes) => onData(book, bytes), onEnd() {} };
    return book.start(() => handler);
  },
});
/** Answers the first byte of each chunk: as no stream's handler may. */
const firstOfChunk = (book: Playbook, bytes: Uint8Array) => book.io.send(CLIENT, bytes.subarray(0, 1));

test('a handler that does not depend on cuts passes, and what it comes to is answered', () => {
  expect(everyCut(relayScript)).toMatchObject({ toServers: ['', 'hello'], toClient: 'world!', flows: [{ outcome: 'complete' }] });
});

test('one that does is found, with the place', () => {
  expect(() => everyCut(script([['client', 'ab']], firstOfChunk))).toThrow(/step 0 \(client\) cut at byte 1/);
});

test('a stride skips cuts, but not the first, and not byte by byte', () => {
  expect(() => everyCut(script([['client', 'abc']], firstOfChunk), { stride: 9 })).toThrow(/cut at byte 1/);
  const onlyLast = (book: Playbook, bytes: Uint8Array) => book.io.send(CLIENT, bytes.length === 1 && bytes[0] === 0x62 ? Buffer.from('?') : bytes);
  expect(() => everyCut(script([['client', 'abc']], onlyLast), { stride: 9 })).toThrow(/byte by byte/);
});

test('a datagram is whole: its handler may depend on that', () => {
  expect(everyCut(script([['client', 'ab'], ['client', 'cd']], firstOfChunk, 'udp')).toClient).toBe('ac');
});

test('a broken contract is found in whichever cut it shows', () => {
  const breaks = script([['client', 'ab']], (book, bytes) => {
    if (bytes.length > 1) return;
    book.io.end(CLIENT);
    book.io.send(CLIENT, bytes);
  });
  expect(() => everyCut(breaks)).toThrow(/send\(client\) after its end/);
});
