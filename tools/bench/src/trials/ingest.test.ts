import { natsMissing } from '../nats/server.ts';
import { which } from '../which.ts';
import { failed, tryTrial } from './try-trial.ts';

// skipped: only where there is no nginx or no nats-server, which `npm test` then says
(natsMissing() === undefined && which('nginx') !== undefined ? test : test.skip)('what is in the stream is stored, to the last flow', async () => {
  const result = await tryTrial('ingest', 0.02);
  expect(failed(result)).toEqual([]);
  expect(result.claims[0]).toMatchObject({ measured: 4_000, holds: true });
  // One round says nothing about a rate.
  expect(result.claims[1]).toMatchObject({ what: expect.stringContaining('inconclusive: 1 rounds'), holds: false });
}, 240_000);
