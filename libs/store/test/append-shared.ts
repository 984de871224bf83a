import { openSqliteStore } from '../src/index.ts';
import { aFlow, bodyChunk, lost, noonUs, Producer, type Item } from './records.ts';

/** Batches that two processes make alike, of `producers` epochs: flows that open and end, chunks, reports of loss, a goodbye. */
export function sharedBatches(producers: number, batches: number): Uint8Array[] {
  return Array.from({ length: producers }, (_, p) => {
    const producer = new Producer(p, `p${p}`);
    return Array.from({ length: batches }, (_, b): Uint8Array => {
      const n = (p * batches + b) * 10;
      const items: Item[] = [
        { flow: aFlow(n, { state: 'open', endedAtUs: 0, response: undefined }) }, { flow: aFlow(n + 1) }, bodyChunk(n, 1, 0, 'x'), lost('memory-limit', 0, 0, 0),
        { flow: aFlow(n, { revision: 2 }) }, { flow: aFlow(n + 2) },
      ];
      return producer.batch(...items, ...(b === batches - 1 ? [{ goodbye: true } as const] : []));
    });
  }).flat();
}

/** Flows, and records that count, in each of them. */
export const flowsPerBatch = 3;
export const countedPerBatch = 5;

// As a program: appends the shared batches to the file named, two in three of them, in an order that the number says, some twice, and
// drops the flows of the first so many milliseconds after each. Says how many batches it appended.
if (process.argv[1] === import.meta.filename) {
  const [path, number, producers, batches, oldMs] = [process.argv[2]!, ...process.argv.slice(3).map(Number)] as [string, number, number, number, number];
  const all = sharedBatches(producers, batches);
  const mine = all.map((batch, i) => ({ batch, i })).filter(({ i }) => i % 3 !== number).sort((a, b) => (a.i * 7919 + number) % 101 - (b.i * 7919 + number) % 101 || a.i - b.i);
  const store = openSqliteStore(path);
  let appended = 0;
  while (mine.length > 0) {
    const taken = mine.splice(0, 1 + (mine.length % 4)).map(({ batch }) => batch);
    store.append(mine.length % 5 === 0 ? [...taken, ...taken] : taken);
    appended += taken.length;
    store.retain({ beforeUs: noonUs + oldMs * 1000 });
  }
  await store[Symbol.asyncDispose]();
  process.stdout.write(`${appended}\n`);
}
