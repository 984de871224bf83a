import { existsSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { embeddedConsumer } from '@weir/bus';
import type { CollectorOrder, CollectorReport, CollectorWorkerData } from '@weir/collector';

// A collector as far as its thread can tell: `storePath` says how it behaves, and is the file where it notes what it was told.
const data = workerData as CollectorWorkerData;
const [behaviour, notes] = data.storePath.split(':') as [string, string];
const parent = parentPort!;
const first = !existsSync(notes);
writeFileSync(notes, '', { flag: 'a' });

if (behaviour === 'refuses') {
  report({ type: 'failed', message: 'the store is broken' });
  process.exit(0);
} else if (behaviour === 'throws') {
  throw new Error('a bug');
} else {
  embeddedConsumer(data.port).start((batches) => {
    for (const batch of batches) {
      // What no collector survives, and what the first one does not.
      if (batch.payload[0] === 0xff || (batch.payload[0] === 0xfe && first)) throw crash();
      writeFileSync(notes, `${batch.payload[0]} `, { flag: 'a' });
      batch.ack();
    }
  });
  report({ type: 'ready', url: `http://127.0.0.1:${data.api.port}`, address: '127.0.0.1', port: data.api.port === 0 ? 4321 : data.api.port });
  parent.on('message', (order: CollectorOrder) => {
    if (order.type === 'listeners') writeFileSync(notes, `${order.listeners.map(({ mode }) => mode).join()} `, { flag: 'a' });
    else if (order.type === 'figures') writeFileSync(notes, `figures:${order.planes.length} `, { flag: 'a' });
    else if (behaviour === 'stays') setInterval(() => undefined, 1000);
    else process.exit(0);
  });
  if (behaviour === 'asks') report({ type: 'figures' });
  if (!first) writeFileSync(notes, `again:${data.api.port} `, { flag: 'a' });
}

/** Ends the whole thread, as a bug outside of any handler would. */
function crash(): Error {
  setImmediate(() => { throw new Error('the collector has a bug'); });
  return new Error('not stored');
}

function report(message: CollectorReport): void {
  parent.postMessage(message);
}
