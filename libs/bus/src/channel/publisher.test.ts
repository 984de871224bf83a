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

test('is tight when the other end says so, until it says otherwise', async () => {
  const { near, far, close } = channelPair();
  const publisher = channelPublisher(near);
  const answers = [true, false];
  far.onMail((mail) => {
    if (mail.type === 'batch') far.send({ type: 'settled', numbers: [mail.number], ...(answers.shift() === true ? { isTight: true } : {}) });
  });
  const seen = [publisher.isTight];
  for (const number of [1, 2]) {
    const end = publish(publisher, number, 4);
    while (end.calls === 0) await turns();
    seen.push(publisher.isTight);
  }
  expect(seen).toEqual([false, true, false]);
  close();
});
