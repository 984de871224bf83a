import { channelPair } from '../../test/channel-pair.ts';
import { publish, publisherContract, turns } from '../../test/publisher-contract.ts';
import { memoryBus } from '../memory/memory-bus.ts';
import { channelPublisher } from './publisher.ts';
import { relayBatches } from './relay.ts';

publisherContract('a bus behind a channel', ({ maxPendingBytes, redeliverMs }) => {
  const bus = memoryBus({ redeliverMs });
  const { near, far, close } = channelPair();
  relayBatches(far, bus.publisher);
  const publisher = channelPublisher(near, { maxPendingBytes });
  return {
    publisher,
    consumer: bus.consumer,
    close: async () => {
      await publisher.close();
      await bus.consumer.stop();
      close();
    },
  };
});

test('when the other end goes, what is in flight is settled as closed, and nothing more is taken', async () => {
  const { near, close } = channelPair();
  const publisher = channelPublisher(near);
  const end = publish(publisher, 1, 4);
  close();
  while (end.calls === 0) await turns();
  expect([end.committed, end.reason, publish(publisher, 2, 4).taken]).toEqual([false, 'closed', false]);
});
