import { workerData, type MessagePort } from 'node:worker_threads';
import { embeddedConsumer } from '../src/embedded/consumer.ts';

/** A collector of tests: acknowledges each batch, is killed by a batch that begins with 66, and says nothing to one that begins with 77. */
const { port } = workerData as { readonly port: MessagePort };
embeddedConsumer(port).start((batches) => {
  for (const batch of batches) {
    if (batch.payload[0] === 66) throw process.exit(1);
    if (batch.payload[0] !== 77) batch.ack();
  }
});
