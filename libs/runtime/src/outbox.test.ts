import { Outbox } from './outbox.ts';

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

test('senders are flushed in their order, once, after the turn in which they were added', async () => {
  const outbox = new Outbox();
  const flushed: string[] = [];
  outbox.add({ flush: () => flushed.push('a') });
  outbox.add({ flush: () => flushed.push('b') });
  await Promise.resolve();
  expect(flushed).toEqual([]);
  await turn();
  expect(flushed).toEqual(['a', 'b']);
  await turn();
  expect(flushed).toEqual(['a', 'b']);
});

test('one that is added by a flush waits for the next turn', async () => {
  const outbox = new Outbox();
  const flushed: string[] = [];
  outbox.add({ flush: () => {
    flushed.push('a');
    outbox.add({ flush: () => flushed.push('b') });
  } });
  await turn();
  expect(flushed).toEqual(['a']);
  await turn();
  expect(flushed).toEqual(['a', 'b']);
});
