import { atMost, exactly } from './claim.ts';
import { failed, tryTrial } from './try-trial.ts';

test('what counts on a small scale', () => {
  const wrong = exactly('lost', 1, 0);
  expect(failed({ claims: [atMost('growth', 2, 1, 'MB'), wrong, atMost("others' median latency", 3, 2), exactly('errors', 0, 0)], figures: {} })).toEqual([wrong]);
});

test('one that there is not', async () => {
  await expect(tryTrial('flood', 1)).rejects.toThrow('no trial flood');
});
