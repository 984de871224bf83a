import { FakeLog } from '../test/fake-log.ts';
import { FakeStore } from '../test/fake-store.ts';
import { Retention } from './retention.ts';

test('asks for what is beyond the bounds, and logs', () => {
  const store = new FakeStore();
  const log = new FakeLog();
  new Retention({ store, log, limits: { ageMs: 1000, maxBytes: 5 } }).run();
  expect(store.retained).toEqual([{ beforeUs: expect.any(Number), maxBytes: 5 }]);
  expect(log.events).toEqual(['flows-dropped']);
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
