import { ConfigError, resolveOptions } from '@weir/service';
import { upOptions } from './options.ts';
import { up } from './up.ts';

test('loads what it runs when it runs: what is wrong with the modes comes before anything is made', async () => {
  const values = resolveOptions(upOptions, { given: new Map([['home', ['/nonexistent/weir']], ['log_level', ['silent']]]), environment: {} });
  await expect(up.run(values, ['reverse:http://a'])).rejects.toThrow(ConfigError);
});
