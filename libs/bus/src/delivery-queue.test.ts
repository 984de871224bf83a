import type { Delivery } from './bus.ts';
import { DeliveryQueue } from './delivery-queue.ts';

const bytes = new Uint8Array(1);

test('acknowledgements of one group arrive in one call', async () => {
  const acked: (readonly number[])[] = [];
  const queue = new DeliveryQueue({ acknowledge: (numbers) => acked.push(numbers), groupSize: 3 });
  for (let number = 0; number < 5; number++) queue.push(number, bytes);
  const groups: number[] = [];
  queue.start(async (batches) => {
    groups.push(batches.length);
    await Promise.resolve();
    for (const batch of batches) batch.ack();
  });
  while (acked.length < 2) await new Promise(setImmediate);
  expect([groups, acked]).toEqual([[3, 2], [[0, 1, 2], [3, 4]]]);
});

test('a group ends with the batch that makes it long; each is acknowledged before the next one is delivered', () => {
  const said: string[] = [];
  const queue = new DeliveryQueue({ acknowledge: (numbers) => said.push(`acked ${numbers.join()}`), groupBytes: 100 });
  [60, 60, 10, 200, 30, 30].forEach((length, number) => queue.push(number, new Uint8Array(length)));
  queue.start((batches) => {
    said.push(`${batches.length} batches`);
    for (const batch of batches) batch.ack();
  });
  expect(said).toEqual(['2 batches', 'acked 0,1', '2 batches', 'acked 2,3', '2 batches', 'acked 4,5']);
});

test('what is refused comes before what arrived later', async () => {
  const queue = new DeliveryQueue({ acknowledge: () => undefined, redeliverMs: 1 });
  const seen: string[] = [];
  let release: (() => void) | undefined;
  queue.push(0, Buffer.from('a'));
  queue.start((batches: readonly Delivery[]) => {
    const names = batches.map((batch) => Buffer.from(batch.payload).toString()).join('');
    seen.push(names);
    if (seen.length === 1) batches[0]!.nak();
    return seen.length === 2 ? new Promise<void>((resolve) => (release = resolve)) : undefined;
  });
  queue.push(1, Buffer.from('b'));
  queue.pump();
  queue.push(2, Buffer.from('c'));
  await new Promise((resolve) => setTimeout(resolve, 10));
  release!();
  await new Promise(setImmediate);
  expect(seen).toEqual(['a', 'b', 'ac']);
});

test('after stop nothing is delivered, and nothing waits', async () => {
  const queue = new DeliveryQueue({ acknowledge: () => undefined, redeliverMs: 1 });
  let calls = 0;
  queue.push(0, bytes);
  queue.start((batches) => {
    calls++;
    for (const batch of batches) batch.nak();
  });
  await queue.stop();
  queue.push(1, bytes);
  queue.pump();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(calls).toBe(1);
});
