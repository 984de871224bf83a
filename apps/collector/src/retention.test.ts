import { FakeLog } from '../test/fake-log.ts';
import { FakeStore } from '../test/fake-store.ts';
import { Retention } from './retention.ts';

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

test('asks for what is beyond the bounds, and logs', () => {
  const store = new FakeStore();
  store.drops = [1];
  const log = new FakeLog();
  new Retention({ store, log, limits: { ageMs: 1000, maxBytes: 5 } }).run();
  expect(store.retained).toEqual([{ beforeUs: expect.any(Number), maxBytes: 5 }]);
  expect(log.events).toEqual(['flows-dropped']);
});

test('goes on in turns of their own until nothing is left, or it is stopped', async () => {
  const store = new FakeStore();
  store.drops = [5, 5, 1];
  const retention = new Retention({ store, log: new FakeLog(), limits: { maxBytes: 5 } });
  retention.run();
  expect(store.retained).toHaveLength(1);
  for (let turns = 0; turns < 6; turns++) await turn();
  expect(store.retained).toHaveLength(4);

  store.drops = [5, 5];
  retention.run();
  retention.stop();
  for (let turns = 0; turns < 3; turns++) await turn();
  expect(store.retained).toHaveLength(5);
});

test('a failure is logged, not thrown', () => {
  const log = new FakeLog();
  new Retention({ store: { retain: () => { throw new Error('full'); } }, log, limits: { maxBytes: 5 } }).run();
  expect(log.events).toEqual(['retention-failed']);
});

test('runs by itself, unless there is no bound', async () => {
  const store = new FakeStore();
  const bounded = new Retention({ store, log: new FakeLog(), limits: { maxBytes: 5 }, everyMs: 1 });
  const unbounded = new Retention({ store: { retain: () => { throw new Error('never'); } }, log: new FakeLog(), limits: {}, everyMs: 1 });
  bounded.start();
  unbounded.start();
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  bounded.stop();
  unbounded.stop();
  expect(store.retained.length).toBeGreaterThan(0);
});
