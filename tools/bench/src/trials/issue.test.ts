import { failed, tryTrial } from './try-trial.ts';

test('leaves over gRPC, none of them refused', async () => {
  const result = await tryTrial('issue', 0.02);
  expect(failed(result)).toEqual([]);
  expect(result.claims[0]).toMatchObject({ what: 'calls that failed', measured: 0, holds: true });
  expect(result.figures['mintedPerSecond']).toBeGreaterThan(0);
}, 120_000);
