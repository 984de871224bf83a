import { StoreError } from '@weir/store';
import { asProblem, Problem } from './problem.ts';

test('is a document of RFC 9457', () => {
  expect(new Problem(400, 'Bad filter', 'expected )', { position: 3 }).document())
    .toEqual({ type: 'about:blank', title: 'Bad filter', status: 400, detail: 'expected )', position: 3 });
  expect(new Problem(404, 'No such flow').document()).toEqual({ type: 'about:blank', title: 'No such flow', status: 404 });
});

test('hides what went wrong inside', () => {
  expect(asProblem(new Error('SQL at /home/x')).document()).toMatchObject({ status: 500, detail: 'the log of the collector has the reason' });
  expect(asProblem(Object.assign(new Error('bad url'), { statusCode: 400 })).status).toBe(400);
  expect(asProblem(Object.assign(new Error('x'), { statusCode: 503 })).status).toBe(500);
  const own = new Problem(403, 'no');
  expect(asProblem(own)).toBe(own);
});

test('what a store refuses, in its own words', () => {
  expect(asProblem(new StoreError('bad-cursor', 'no cursor of ours')).document()).toEqual({
    type: 'about:blank', title: 'Bad query parameter', status: 400, detail: 'no cursor of ours', parameter: 'cursor',
  });
  expect(asProblem(new StoreError('corrupt-record', 'flow 01K is damaged')).document()).toMatchObject({ status: 500, detail: 'flow 01K is damaged' });
  expect(asProblem(new StoreError('cannot-open', '/home/x')).document()).toMatchObject({ status: 500, detail: 'the log of the collector has the reason' });
});
