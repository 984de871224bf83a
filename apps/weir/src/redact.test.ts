import { ConfigError, resolveOptions } from '@weir/service';
import { redact } from './redact.ts';
import { redactCommandOptions } from './redact-options.ts';

test('loads what it runs when it runs: without a rule it asks nobody', async () => {
  const values = resolveOptions(redactCommandOptions, { given: new Map([['home', ['/nonexistent/weir']]]), environment: {} });
  await expect(redact.run(values, [])).rejects.toThrow(ConfigError);
});
