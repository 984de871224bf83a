import type { BatchMessage, Publisher, Settled } from '../bus.ts';
import type { Channel } from './channel.ts';
import type { BatchMail, SettledMail } from './messages.ts';
import { relayBatches } from './relay.ts';

const batch: BatchMessage = { id: 'e:4', firstSeq: 4, lastSeq: 9, payload: Uint8Array.of(1) };

/** A relay between a channel and a publisher that are both in the test's hands. */
function relay(takes = true) {
  const published: { readonly batch: BatchMessage; readonly settled: Settled }[] = [];
  const sent: (BatchMail | SettledMail)[] = [];
  let listen: (mail: BatchMail | SettledMail) => void = () => undefined;
  const channel: Channel = { send: (mail) => sent.push(mail), onMail: (listener) => { listen = listener; }, onClose: () => undefined };
  const publisher = { isTight: false, publish: (message: BatchMessage, settled: Settled) => takes && published.push({ batch: message, settled }) > 0 };
  relayBatches(channel, publisher as unknown as Publisher);
  return { published, sent, publisher, mail: (mail: BatchMail | SettledMail) => listen(mail) };
}

test('a batch is published as it came; what ends in one go and alike is told in one message', async () => {
  const { published, sent, mail } = relay();
  for (const number of [1, 2, 3, 4]) mail({ type: 'batch', number, batch });
  expect(published[0]!.batch).toEqual(batch);
  published[0]!.settled(true);
  published[2]!.settled(true);
  published[1]!.settled(false, 'collector-crash');
  published[3]!.settled(false);
  await Promise.resolve();
  expect(sent).toEqual([
    { type: 'settled', numbers: [1, 3] }, { type: 'settled', numbers: [2], reason: 'collector-crash' }, { type: 'settled', numbers: [4], reason: 'unknown' },
  ]);
});

test('what the publisher does not take is refused', async () => {
  const { sent, mail } = relay(false);
  mail({ type: 'batch', number: 5, batch });
  mail({ type: 'settled', numbers: [1] });
  await Promise.resolve();
  expect(sent).toEqual([{ type: 'settled', numbers: [5], reason: 'bus-full' }]);
});

test('each message says whether the publisher is tight', async () => {
  const { published, sent, publisher, mail } = relay();
  for (const number of [1, 2]) mail({ type: 'batch', number, batch });
  publisher.isTight = true;
  published[0]!.settled(true);
  await Promise.resolve();
  publisher.isTight = false;
  published[1]!.settled(true);
  await Promise.resolve();
  expect(sent).toEqual([{ type: 'settled', numbers: [1], isTight: true }, { type: 'settled', numbers: [2] }]);
});
