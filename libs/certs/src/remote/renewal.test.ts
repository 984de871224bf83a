import { Renewal } from './renewal.ts';

const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

function rig(random = 0) {
  const state = { now: 1_000_000, runs: 0, next: (): Promise<number> => Promise.resolve(state.now + 10_000) };
  const renewal = new Renewal(() => state.now, () => {
    state.runs++;
    return state.next();
  }, () => random);
  const look = async (): Promise<number> => {
    renewal.look();
    await settled();
    return state.runs;
  };
  /** What passes before each of so many runs. */
  const waits = async (count: number): Promise<number[]> => {
    const all: number[] = [];
    while (all.length < count) {
      const { now, runs } = state;
      while (await look() === runs) state.now += 250;
      all.push(state.now - now);
    }
    return all;
  };
  return { state, renewal, look, waits };
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
  const { state, renewal, look, waits } = rig();
  state.next = () => Promise.reject(new Error('no'));
  await look();
  expect(await waits(7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
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

test('proxies that started together renew one after another, none of them late', async () => {
  const fleet = [0, 0.25, 0.5, 0.75].map((random) => rig(random));
  for (const { state, look } of fleet) {
    state.next = () => Promise.resolve(state.now + 40_000);
    await look();
  }
  expect(await Promise.all(fleet.map(({ waits }) => waits(2)))).toEqual([40_000, 39_000, 38_000, 37_000].map((ms) => [ms, ms]));
});

test('those that failed together try again one after another, later and later', async () => {
  const fleet = [0, 0.5].map((random) => rig(random));
  for (const { state, look } of fleet) {
    state.next = () => Promise.reject(new Error('no'));
    await look();
  }
  expect(await Promise.all(fleet.map(({ waits }) => waits(6)))).toEqual([[1_000, 2_000, 4_000, 8_000, 16_000, 30_000], [750, 1_500, 3_000, 6_000, 12_000, 22_500]]);
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
