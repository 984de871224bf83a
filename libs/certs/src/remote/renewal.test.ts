import { Renewal } from './renewal.ts';

const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

function rig() {
  const state = { now: 1_000_000, runs: 0, next: (): Promise<number> => Promise.resolve(state.now + 10_000) };
  const renewal = new Renewal(() => state.now, () => {
    state.runs++;
    return state.next();
  });
  const look = async (): Promise<number> => {
    renewal.look();
    await settled();
    return state.runs;
  };
  return { state, renewal, look };
}

test('runs at once, and then when it is due', async () => {
  const { state, look } = rig();
  expect([await look(), await look()]).toEqual([1, 1]);
  state.now += 9_999;
  expect(await look()).toBe(1);
  state.now += 1;
  expect(await look()).toBe(2);
});

test('one at a time', async () => {
  const { state, renewal, look } = rig();
  const { promise, resolve } = Promise.withResolvers<number>();
  state.next = () => promise;
  await look();
  const both = [renewal.run(), renewal.run()];
  expect([await look(), renewal.running]).toEqual([1, true]);
  resolve(state.now + 1);
  await Promise.all(both);
  expect([state.runs, renewal.running]).toEqual([1, false]);
});

test('one that fails runs again later and later, and in time once it may work', async () => {
  const { state, renewal, look } = rig();
  state.next = () => Promise.reject(new Error('no'));
  await look();
  const waits: number[] = [];
  for (let n = 0; n < 7; n++) {
    const { now, runs } = state;
    while (await look() === runs) state.now += 500;
    waits.push(state.now - now);
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  renewal.retry();
  expect(await look()).toBe(9);
  state.next = () => Promise.resolve(state.now + 10_000);
  renewal.retry();
  await look();
  renewal.retry();
  expect(await look()).toBe(10);
  renewal.hurry();
  await settled();
  expect(state.runs).toBe(11);
});

test('what changes during a run is followed by another one, and by one alone', async () => {
  const { state, renewal, look } = rig();
  const { promise, resolve } = Promise.withResolvers<number>();
  state.next = () => promise;
  await look();
  renewal.hurry();
  renewal.hurry();
  expect(await look()).toBe(1);
  state.next = () => Promise.resolve(state.now + 10_000);
  resolve(state.now + 10_000);
  await settled();
  expect([state.runs, await look(), renewal.running]).toEqual([2, 2, false]);
});
