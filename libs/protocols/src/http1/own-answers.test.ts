import type { Exchange } from './exchange.ts';
import { OwnAnswers } from './own-answers.ts';

const goesOn = { endsIfWeAnswer: false } as Exchange;
const ends = { endsIfWeAnswer: true } as Exchange;

test('an answer is the last if its exchange says so, or there were as many as may be', () => {
  const own = new OwnAnswers(4);
  expect([goesOn, ends, goesOn, goesOn].map((each) => own.isLast(each))).toEqual([false, true, false, true]);
});
