import { openSpool, spooledPublisher, type Publisher } from '../src/index.ts';

// A producer whose bus is away: it spools, says which batches are committed, and goes on until it is killed.

const away: Publisher = {
  pendingBytes: 0, isTight: false, publish: () => false, flush: () => Promise.resolve(), close: () => Promise.resolve(),
};
const spool = await openSpool({ directory: process.argv[2]!, limitBytes: 256 * 1024 * 1024, segmentBytes: 256 * 1024, clock: { nowMs: () => Date.now() } });
const publisher = spooledPublisher({ publisher: away, spool });
let next = 1;

function append(): void {
  // When the disk is slow some are not taken: these come again.
  for (let n = 0; n < 20 && publish(next); n++) next++;
  setImmediate(append);
}

function publish(number: number): boolean {
  const payload = new Uint8Array(1 + (number * 7919) % 20_000).fill(number);
  return publisher.publish({ id: `epoch:${number}`, firstSeq: number, lastSeq: number, payload }, (committed) => {
    if (committed) process.send!(number);
  });
}

append();
process.on('disconnect', () => process.exit());
