import { openSqliteStore } from '../src/index.ts';
import { aFlow, aResponse, bodyOf, noonUs, Producer } from './records.ts';

// Appends to the file named until that fails, which a limit of the process sees to (EFBIG, an I/O error for SQLite). Then it deletes old
// flows and goes on for so many flows as there were; the limit is met again and again, and each append that failed is made once more.
// Says what failed, how many flows were stored then, and how many in the end.
process.on('SIGXFSZ', () => undefined);
const store = openSqliteStore(process.argv[2]!);
const producer = new Producer();
const body = bodyOf('x'.repeat(20_000));
let n = 0;
const batchOf = (first: number): Uint8Array => producer.flows(...Array.from({ length: 20 }, (_, i) => aFlow(first + i, { response: aResponse({ body }) })));
let batch = batchOf(n);

/** SQLite's result code; undefined: it is stored. */
function append(): number | undefined {
  try {
    store.append([batch]);
  } catch (error) {
    return (error as { readonly errcode: number }).errcode;
  }
  n += 20;
  batch = batchOf(n);
  return undefined;
}

let errcode: number | undefined;
while (errcode === undefined) errcode = append();
const then = n;
while (n < 2 * then) {
  while (store.retain({ beforeUs: noonUs + (n - 40) * 1000 }) > 0);
  if (append() !== undefined && append() !== undefined) throw new Error('an append failed twice');
}
const { captured, stored, lost } = store.loss();
await store[Symbol.asyncDispose]();
process.stdout.write(JSON.stringify({ errcode: errcode & 0xff, then, captured, stored, lost: lost.length }));
