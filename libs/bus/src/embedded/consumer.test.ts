import { MessageChannel } from 'node:worker_threads';
import { publish, publisherContract, soon, turns } from '../../test/publisher-contract.ts';
import { embeddedConsumer } from './consumer.ts';
import { embeddedPublisher } from './publisher.ts';

publisherContract('the embedded bus', ({ maxPendingBytes, redeliverMs }) => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1, { maxPendingBytes });
  const consumer = embeddedConsumer(port2, { redeliverMs });
  return {
    publisher,
    consumer,
    close: async () => {
      await publisher.close();
      await consumer.stop();
    },
  };
});

test('batches that arrived together are one group', async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  for (let n = 0; n < 70; n++) publish(publisher, n, 4);
  const groups: number[] = [];
  const consumer = embeddedConsumer(port2, { groupSize: 32 });
  consumer.start((batches) => {
    groups.push(batches.length);
    for (const batch of batches) batch.ack();
  });
  await publisher.flush(soon());
  expect(groups).toEqual([32, 32, 6]);
  await publisher.close();
});

test('a publisher that closes ends the consumer, whose late acknowledgements harm nobody', async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  const consumer = embeddedConsumer(port2);
  let late: (() => void) | undefined;
  let calls = 0;
  const underWay = Promise.withResolvers<void>();
  consumer.start((batches) => {
    calls++;
    late = () => batches[0]!.ack();
    return underWay.promise;
  });
  publish(publisher, 1, 4);
  while (calls === 0) await turns();
  publish(publisher, 2, 4);
  await publisher.close();
  await turns();
  late!();
  underWay.resolve();
  await consumer.stop();
  expect(calls).toBe(1);
});
