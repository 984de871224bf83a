import { seeded } from '@weir/testing';
import { fuzzHostHeader } from './host-header.fuzz.ts';

const heads = ['GET / HTTP/1.1\r\nHost: a.example\r\n\r\n', 'GET / HTTP/1.1\nAccept: b\nhost:\t a \nHost: c\n\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', `GET / HTTP/1.1\r\nX: ${'y'.repeat(190)}\r\nHost: a\r\n`];

test('heads, and heads with some of their bytes changed', () => {
  const next = seeded(26);
  for (const head of heads) {
    fuzzHostHeader(Buffer.from(head));
    for (let run = 0; run < 500; run++) {
      const changed = Buffer.from(head);
      for (let count = next(4); count >= 0; count--) changed[next(changed.length)] = [0x0a, 0x0d, 0x20, 0x3a, next(256)][next(5)] ?? 0;
      fuzzHostHeader(changed);
    }
  }
});
