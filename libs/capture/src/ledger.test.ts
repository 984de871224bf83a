import { Ledger } from './ledger.ts';

function loss(reason: string, firstSeq: number, lastSeq: number, count = firstSeq === 0 ? 0 : lastSeq - firstSeq + 1) {
  return { reason, count, fromUs: 1000 + firstSeq, untilUs: 1000 + lastSeq, bytes: 10, firstSeq, lastSeq };
}

test('neighbours with one reason are one entry, whichever comes first', () => {
  const ledger = new Ledger();
  for (const [first, last] of [[5, 6], [1, 2], [7, 9], [3, 4]] as const) ledger.lose(loss('full', first, last));
  expect(ledger.take()).toEqual([{ reason: 'full', count: 9, fromUs: 1001, untilUs: 1009, bytes: 40, firstSeq: 1, lastSeq: 9 }]);
  expect([ledger.isEmpty, ledger.records]).toEqual([true, 9]);
});

test('gaps and other reasons stay apart, and so do bytes without numbers', () => {
  const ledger = new Ledger();
  ledger.lose(loss('full', 1, 2));
  ledger.lose(loss('full', 4, 5));
  ledger.lose(loss('crash', 3, 3));
  ledger.lose(loss('full', 0, 0));
  ledger.lose(loss('full', 0, 0));
  expect(ledger.take().map(({ reason, firstSeq, lastSeq, bytes }) => [reason, firstSeq, lastSeq, bytes])).toEqual([
    ['full', 1, 2, 10], ['full', 4, 5, 10], ['crash', 3, 3, 10], ['full', 0, 0, 20],
  ]);
});

test('what is restored is not counted again', () => {
  const ledger = new Ledger();
  ledger.lose(loss('full', 1, 2));
  ledger.restore(ledger.take());
  ledger.lose(loss('full', 3, 3, 0));
  expect([ledger.records, ledger.take()]).toEqual([2, [expect.objectContaining({ count: 2, firstSeq: 1, lastSeq: 3 })]]);
});

test('stays small when reasons alternate for ever; sums stay exact', () => {
  const ledger = new Ledger();
  for (let n = 1; n <= 5000; n++) ledger.lose(loss(n % 2 === 0 ? 'full' : 'crash', n, n));
  const entries = ledger.take();
  expect(entries.length).toBeLessThan(70);
  expect(entries.reduce((sum, entry) => sum + entry.count, 0)).toBe(5000);
  expect(entries.map((entry) => entry.lastSeq - entry.firstSeq + 1).reduce((a, b) => a + b)).toBe(5000);
});
