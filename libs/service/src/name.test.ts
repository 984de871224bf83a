import { environmentOf, flagOf } from './name.ts';
import { own, text } from './option.ts';

test('on the command line', () => {
  expect(flagOf('listen_port')).toBe('--listen-port');
});

test('in the environment: shared, and of one command', () => {
  expect(environmentOf('api_token', text('', 'T', ''))).toBe('WEIR_API_TOKEN');
  expect(environmentOf('format', own('flows', { format: text('', 'F', '') }).format)).toBe('WEIR_FLOWS_FORMAT');
});
