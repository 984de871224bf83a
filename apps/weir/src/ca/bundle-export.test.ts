import { ConfigError, resolveOptions } from '@weir/service';
import { exportedBundle } from './bundle-export.ts';
import { caOptions } from './options.ts';

// What a real service answers: apps/e2e/test/ca-outage.test.ts.
test('who does not say what the service is verified by is told', async () => {
  const values = resolveOptions(caOptions, { given: new Map([['ca_url', ['https://localhost:1']]]), environment: {} });
  await expect(exportedBundle(values)).rejects.toThrow(ConfigError);
});
