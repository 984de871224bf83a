import { FakeConsumer } from '../test/fake-consumer.ts';
import { FakeLog } from '../test/fake-log.ts';
import { aFlow, FakeStore } from '../test/fake-store.ts';
import { Counters } from './counters.ts';
import { Ingest } from './ingest.ts';

const junk = Uint8Array.of(0xff, 0xff);
/** `epoch` of 16 bytes and `first_seq` 1: the least that is a batch. */
const sound = Uint8Array.of(0x0a, 16, ...new Uint8Array(16), 0x18, 1);
const poison = Uint8Array.of(...sound, 0x12, 1, 0x70);

function start() {
  const world = { consumer: new FakeConsumer(), store: new FakeStore(), counters: new Counters(), log: new FakeLog(), seen: [] as string[] };
  const ingest = new Ingest({ ...world, changed: ({ changed }) => world.seen.push(...changed.map((flow) => flow.id)), backoffMs: 1 });
  ingest.start();
  return { ...world, ingest };
}

test('commits, acknowledges, then tells', () => {
  const { consumer, store, seen, counters } = start();
  const fates: string[][] = [];
  store.onAppend = () => [aFlow(1)];
  const delivered = consumer.deliver(sound, sound);
  fates.push(delivered.fates);
  expect(delivered.ended).toBeUndefined();
  expect(fates).toEqual([['ack', 'ack']]);
  expect(seen).toEqual([aFlow(1).id]);
  expect(counters).toMatchObject({ batches: 2, flows: 1 });
});

test('a store that fails: refused, logged once, slower and slower, then well again', async () => {
  const { consumer, store, counters, log } = start();
  store.onAppend = () => { throw new Error('database or disk is full'); };
  for (let n = 0; n < 3; n++) {
    const { fates, ended } = consumer.deliver(sound, sound);
    expect(fates).toEqual(['nak', 'nak']);
    expect(ended).toBeInstanceOf(Promise);
    await ended;
  }
  expect(counters).toMatchObject({ storeFailures: 3, storing: false });
  expect(log.events).toEqual(['store-failed']);
  store.onAppend = () => [];
  expect(consumer.deliver(sound).fates).toEqual(['ack']);
  expect(counters.storing).toBe(true);
  expect(log.events).toEqual(['store-failed', 'store-recovered']);
});

test('what is no batch is dropped and counted, its neighbours are stored', () => {
  const { consumer, store, counters, log } = start();
  store.onAppend = (batches) => {
    if (batches.includes(junk)) throw new Error('cannot decode');
    return [];
  };
  const { fates, ended } = consumer.deliver(sound, junk, sound);
  expect(ended).toBeUndefined();
  expect(fates).toEqual(['ack', 'ack', 'ack']);
  expect(store.appended).toEqual([sound, sound]);
  expect(counters).toMatchObject({ batches: 2, undecodableBatches: 1, storeFailures: 0 });
  expect(log.events).toEqual(['batch-undecodable']);
  expect(consumer.deliver(junk).fates).toEqual(['ack']);
});

test('a batch that the store cannot take holds up no other', async () => {
  const { consumer, store } = start();
  store.onAppend = (batches) => {
    if (batches.includes(poison)) throw new Error('constraint failed');
    return [];
  };
  const { fates, ended } = consumer.deliver(poison, sound);
  await ended;
  expect(fates).toEqual(['nak', 'ack']);
});

test('while the store takes nothing at all, no batch is tried by itself', async () => {
  const { consumer, store, log } = start();
  let calls = 0;
  store.onAppend = () => {
    calls++;
    throw Object.assign(new Error('database is locked'), { errcode: 5 });
  };
  const { fates, ended } = consumer.deliver(sound, junk, sound);
  await ended;
  expect([fates, calls, log.events]).toEqual([['nak', 'nak', 'nak'], 1, ['store-failed']]);
});

test('stopping cuts the pause short', async () => {
  const consumer = new FakeConsumer();
  const ingest = new Ingest({ consumer, store: { append: () => { throw new Error('full'); } }, counters: new Counters(), log: new FakeLog(), changed: () => {}, backoffMs: 60_000 });
  ingest.start();
  const { ended } = consumer.deliver(sound);
  await ingest.stop();
  await ended;
  expect(consumer.stopped).toBe(true);
});
