import { fuzzFilter } from './fuzz-filter.ts';

/** Numerical Recipes' generator: the same cases at each run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pieces = ['~', '~u ', '~c ', '~q', '~since ', '~type ', 'http', '(', ')', '!', '&', '|', ' ', '"', "'", '\\', 'a', '.*', '[', '{9}', '+', '15m', 'é', '\0', '\ud800', '404'];

test('any bytes are a filter or a FilterError', () => {
  const random = seeded(7);
  let filters = 0;
  for (let round = 0; round < 4000; round++) {
    const length = random(14);
    const bytes = round % 2 === 0
      ? Buffer.from(Array.from({ length }, () => random(256)))
      : Buffer.from(Array.from({ length }, () => pieces[random(pieces.length)]!).join(''));
    if (!(fuzzFilter(bytes) instanceof Error)) filters++;
  }
  expect(filters).toBeGreaterThan(100);
});
