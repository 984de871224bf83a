import { ConfigError, resolveOptions } from '@weir/service';
import { ca } from './ca.ts';
import { caOptions } from './options.ts';

test('loads what it runs when it runs', async () => {
  const values = resolveOptions(caOptions, { given: new Map(), environment: {} });
  await expect(ca.run(values, [])).rejects.toThrow(ConfigError);
});
