import { errorCount, type LoadResult } from './job.ts';

test('errors of every kind', () => {
  expect(errorCount({ errors: { reset: 2, 'status 502': 3 } } as unknown as LoadResult)).toBe(5);
  expect(errorCount({ errors: {} } as LoadResult)).toBe(0);
});
