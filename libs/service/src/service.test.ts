import { jest } from '@jest/globals';
import { logOptions } from './common-options.ts';
import { ConfigError, RuntimeFailure } from './config-error.ts';
import { integer, withFallbacks, type Values } from './option.ts';
import { serve, type Service } from './service.ts';

const options = { ...withFallbacks(logOptions, { log_format: 'json', log_level: 'silent' }), count: integer(3, 0, 9, 'N', 'how many') };
let out: string;
let ended: string[];
let seen: Values<typeof options> | undefined;

const service: Service<typeof options> = {
  name: 'sample',
  summary: 'serve as a sample',
  options,
  examples: [['weir-sample --count 1', 'one']],
  start: (values, { shutdown }) => {
    seen = values;
    shutdown.defer('first', () => void ended.push('first'));
    shutdown.defer('second', () => void ended.push('second'));
    if (values.count === 9) return Promise.reject(new RuntimeFailure('nine is taken'));
    setImmediate(() => process.emit('SIGTERM', 'SIGTERM'));
    return Promise.resolve([{ event: 'listening', port: 1 }, { event: 'ready' }]);
  },
};

beforeEach(() => {
  [out, ended, seen] = ['', [], undefined];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.removeAllListeners('SIGTERM');
  process.removeAllListeners('SIGINT');
  delete process.env['WEIR_COUNT'];
});

test('runs until a signal, says what it does, and ends its parts, the last one first', async () => {
  process.env['WEIR_COUNT'] = '5';
  expect(await serve(service, [])).toBe(0);
  expect([seen, out, ended]).toEqual([expect.objectContaining({ count: 5, log_format: 'json' }), '{"event":"listening","port":1}\n{"event":"ready"}\n', ['second', 'first']]);
});

test('what cannot start ends what had begun, and is thrown', async () => {
  await expect(serve(service, ['--count', '9'])).rejects.toThrow(new RuntimeFailure('nine is taken'));
  expect([out, ended]).toEqual(['', ['second', 'first']]);
});

test.each([
  [['--cuont', '1'], 'unknown option --cuont: did you mean --count?'],
  [['up'], 'unexpected up (see --help)'],
  [['--count', 'x'], '--count: Invalid input (got "x")'],
])('%j is refused before anything starts', async (argv, message) => {
  await expect(serve(service, argv)).rejects.toThrow(new ConfigError(message));
  expect(seen).toBeUndefined();
});

test('--help', async () => {
  expect(await serve(service, ['--help'])).toBe(0);
  expect(out).toMatch(/^weir-sample \[OPTION\]\.\.\.\n {2}serve as a sample\n/);
  expect(out).toContain('--count N');
  expect([seen, ended]).toEqual([undefined, []]);
});
