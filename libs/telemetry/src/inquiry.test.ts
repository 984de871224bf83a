import { Inquiry } from './inquiry.ts';

test('one question at a time, its answer for all who ask meanwhile', async () => {
  let asked = 0;
  const inquiry = new Inquiry<number>(() => { asked++; }, 60_000);
  const both = [inquiry.ask(), inquiry.ask()];
  expect(asked).toBe(1);
  inquiry.answer(7);
  expect(await Promise.all(both)).toEqual([7, 7]);
  const next = inquiry.ask();
  expect(asked).toBe(2);
  inquiry.answer(8);
  expect(await next).toBe(8);
});

test('an answer within the question', async () => {
  let asked = 0;
  const inquiry: Inquiry<number> = new Inquiry(() => inquiry.answer(++asked), 60_000);
  expect(await inquiry.ask()).toBe(1);
  expect(await inquiry.ask()).toBe(2);
});

test('no answer in time, none at all, one too late', async () => {
  const inquiry = new Inquiry<number>(() => undefined, 1);
  expect(await inquiry.ask()).toBeUndefined();
  inquiry.answer(1);
  const asked = inquiry.ask();
  inquiry.answer(undefined);
  expect(await asked).toBeUndefined();
});
