import { momentNow, othersShare, untilQuiet, type Moment } from './others.ts';

/** Two cores: one second gives two of CPU. */
function moments(shares: readonly number[]): Moment[] {
  const result: Moment[] = [{ busyUs: 0, totalUs: 0, ownUs: 0 }];
  for (const share of shares) {
    const { busyUs, totalUs, ownUs } = result.at(-1)!;
    result.push({ busyUs: busyUs + 2_000_000 * share + 300_000, totalUs: totalUs + 2_000_000, ownUs: ownUs + 300_000 });
  }
  return result;
}

test('what others took', () => {
  const [before, after] = moments([0.25]);
  expect(othersShare(before!, after!)).toBe(0.25);
  expect(othersShare(before!, before!)).toBe(0);
  expect(othersShare(before!, { busyUs: 0, totalUs: 1, ownUs: 10 })).toBe(0);
});

test.each([
  ['quiet at once', [0.05], 10_000, 1],
  ['busy for a while', [0.5, 0.11, 0.1], 10_000, 3],
  ['never quiet', [0.5, 0.5, 0.5], 1_000, 2],
  ['without patience', [], 0, 0],
])('%s', async (_, shares, patienceMs, looks) => {
  const left = moments(shares);
  let waits = 0;
  await untilQuiet(patienceMs, { now: () => left.shift()!, wait: () => Promise.resolve(waits++) });
  expect(waits).toBe(looks);
});

test('the real one counts this process', () => {
  const { busyUs, ownUs } = momentNow();
  expect(ownUs).toBeGreaterThan(0);
  expect(busyUs).toBeGreaterThan(ownUs);
});
