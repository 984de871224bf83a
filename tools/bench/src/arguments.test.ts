import { parseArguments } from './arguments.ts';
import { scenarios } from './scenario.ts';

test('defaults', () => {
  expect(parseArguments([])).toEqual({ action: 'measure', scenarios, trials: [], scale: 1, rounds: 5, seconds: 3, warmUpSeconds: 6, connections: 64, patienceSeconds: 30, install: false });
});

test('everything', () => {
  const argv = ['tcp-1k', 'capture', '--only', 'nginx,weir', '--rounds', '7', '--seconds', '0.5', '--warm-up', '1', '--connections', '8', '--patience', '0', '--json', 'x.json', '--install'];
  const { scenarios: chosen, ...rest } = parseArguments(argv);
  expect(chosen.map(({ name }) => name)).toEqual(['tcp-1k', 'capture']);
  expect(rest).toEqual({ action: 'measure', trials: [], scale: 1, only: ['nginx', 'weir'], rounds: 7, seconds: 0.5, warmUpSeconds: 1, connections: 8, patienceSeconds: 0, json: 'x.json', install: true });
});

test.each([
  [['--list'], 'list'],
  [['--help'], 'help'],
  [['--profile', 'tcp-1k'], 'profile'],
  [['--trial', 'drain'], 'trial'],
] as const)('%j', (argv, action) => {
  expect(parseArguments(argv).action).toBe(action);
});

test('a profile is of its scenario', () => {
  expect(parseArguments(['--profile', 'tcp-1k']).scenarios.map(({ name }) => name)).toEqual(['tcp-1k']);
});

test('trials, one or several', () => {
  const { trials, scale } = parseArguments(['--trial', 'drain', '--trial', 'crash', '--scale', '0.1']);
  expect([trials.map(({ name }) => name), scale]).toEqual([['drain', 'crash'], 0.1]);
});

test.each([
  [['nothing'], 'no scenario nothing'],
  [['--only', 'nginx,apache'], 'no contestant apache'],
  [['--rounds', '0'], '--rounds'],
  [['--rounds', '1.5'], '--rounds: expected a whole number'],
  [['--seconds', ''], '--seconds'],
  [['--seconds', '1e9'], '--seconds'],
  [['--profile', 'tcp-1k', 'capture'], '--profile'],
  [['--trial', 'flood'], 'no trial flood'],
  [['--trial', 'drain', 'capture'], '--trial'],
  [['--trial', 'drain', '--scale', '2'], '--scale'],
  [['--frob'], '--frob'],
])('%j is refused', (argv, message) => {
  expect(() => parseArguments(argv)).toThrow(message);
});
