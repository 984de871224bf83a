import { ModeSpecError } from './mode-spec.ts';
import { parseTarget } from './target.ts';

test('a scheme that is not given is the caller\'s, with its port', () => {
  expect(parseTarget('e', 'https')).toEqual({ scheme: 'https', host: 'e', port: 443 });
  expect(parseTarget('e', 'http')).toEqual({ scheme: 'http', host: 'e', port: 80 });
  expect(() => parseTarget('e', 'tcp')).toThrow(new ModeSpecError('Port specification missing.'));
});
