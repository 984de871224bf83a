import { lossText } from './loss-text.ts';

test('nothing lost is nothing said', () => {
  expect(lossText({ captured: 5, stored: 3, lost: [] })).toBeUndefined();
});

test('sums by reason; one unknown makes the sum unknown', () => {
  const lost = [{ producer: 'p', reason: 'memory-limit', count: 2 }, { producer: 'q', reason: 'memory-limit', count: 1200 }, { producer: 'p', reason: 'crash', count: null }, { producer: 'p', reason: 'crash', count: 3 }];
  expect(lossText({ captured: 9000, stored: 1, lost }))
    .toBe('Not everything is here. Of 9,000 records that were captured, these were lost: 1,202 (memory-limit) and an unknown number (crash).');
  expect(lossText({ captured: 5, stored: 1, lost: lost.slice(0, 1) })).toBe('Not everything is here. Of 5 records that were captured, these were lost: 2 (memory-limit).');
});
