import { ConfigError } from '@weir/service';
import { planeValues } from '../test/plane-folder.ts';
import { up } from './up.ts';

test('loads what it runs when it runs: what is wrong with the modes comes before anything is made', async () => {
  await expect(up.run(planeValues('regular'), ['reverse:http://a'])).rejects.toThrow(ConfigError);
});
