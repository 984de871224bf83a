import { soon } from './soon.ts';

test('not within the call; not at all once it is given up', async () => {
  const calls: string[] = [];
  soon(() => calls.push('wanted'));
  const giveUp = soon(() => calls.push('given up'));
  expect(calls).toEqual([]);
  giveUp();
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls).toEqual(['wanted']);
});
