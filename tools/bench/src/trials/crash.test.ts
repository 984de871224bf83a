import { which } from '../which.ts';
import { failed, tryTrial } from './try-trial.ts';

// skipped: only where there is no nginx, which `npm test` then says
(which('nginx') === undefined ? test.skip : test).each([['crash', 0.05]])('%s on a small scale', async (name, scale) => {
  const result = await tryTrial(name, scale);
  expect(failed(result)).toEqual([]);
  expect(result.claims.length).toBeGreaterThan(1);
}, 240_000);
