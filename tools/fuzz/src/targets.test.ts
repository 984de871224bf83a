import { campaign } from './campaign.ts';
import { targets } from './targets.ts';

/** So many inputs a target that all of them take a few seconds. */
const runs = 1200;

test.each(targets)('$name', async (target) => {
  const options = { target, seed: 1, from: 0, runs, seconds: Infinity, now: () => performance.now(), stopped: () => false, progress: () => {}, hangMs: 10_000 };
  const { failure, inputs } = await campaign(options);
  if (failure !== undefined) throw new Error(`input ${failure.at}: ${JSON.stringify(Buffer.from(failure.minimised).toString('latin1'))}`, { cause: failure.error });
  expect(inputs).toBe(runs);
}, 30_000);

test('names differ, seeds are short enough and the same each time', () => {
  expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
  for (const target of targets) {
    const seeds = target.seeds();
    expect(seeds.length).toBeGreaterThan(0);
    expect(Math.max(...seeds.map((seed) => seed.length))).toBeLessThanOrEqual(target.maxBytes);
    expect(target.seeds()).toEqual(seeds);
  }
});
