import { ConfigError } from '@weir/service';
import { readOrder } from './options.ts';
import type { Target } from './target.ts';

const target = (name: string): Target => ({ name, about: name, seeds: () => [], words: [], maxBytes: 1, run: () => {} });
const known = [target('http1'), target('filter')];
const read = (...argv: string[]) => readOrder(argv, known);

test('nothing said: all targets, seed 1, from the start', () => {
  expect(read()).toMatchObject({ targets: known, values: { seed: 1, from: 0, seconds: undefined, runs: undefined }, help: false });
});

test('targets by name, with bounds', () => {
  expect(read('filter', '--seconds', '60', '--seed=7', '--from', '2000', '--runs', '5')).toMatchObject({ targets: [known[1]], values: { seconds: 60, seed: 7, from: 2000, runs: 5 } });
});

test.each([[['nothing']], [['--seed', '-1']], [['--runs', '0']], [['--replay', 'x']], [['http1', 'filter', '--replay', 'x']], [['--unknown']]])('%j is refused', (argv) => {
  expect(() => read(...argv)).toThrow(ConfigError);
});
