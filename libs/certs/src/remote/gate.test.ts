import { Gate } from './gate.ts';

const never = new AbortController().signal;

test('so many at once; others in their order, as far as there is room', async () => {
  const gate = new Gate(2, 2);
  expect([gate.enter(never), gate.enter(never)]).toEqual([undefined, undefined]);
  const order: string[] = [];
  const third = (gate.enter(never) as Promise<void>).then(() => order.push('third'));
  const fourth = (gate.enter(never) as Promise<void>).then(() => order.push('fourth'));
  expect([gate.enter(never), gate.inside, gate.waiting]).toEqual([false, 2, 2]);
  gate.leave();
  await third;
  expect([order, gate.inside, gate.waiting]).toEqual([['third'], 2, 1]);
  gate.leave();
  await fourth;
  gate.leave();
  gate.leave();
  expect([order, gate.inside, gate.waiting]).toEqual([['third', 'fourth'], 0, 0]);
});

test('who gives up has no place and makes room', async () => {
  const gate = new Gate(1, 1);
  gate.enter(never);
  const ending = new AbortController();
  const waiting = gate.enter(ending.signal) as Promise<void>;
  ending.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect(gate.waiting).toBe(0);
  const next = gate.enter(never) as Promise<void>;
  gate.leave();
  await next;
  expect(gate.inside).toBe(1);
});

test('a signal that comes after the turn changes nothing', async () => {
  const gate = new Gate(1, 1);
  gate.enter(never);
  const ending = new AbortController();
  const waiting = gate.enter(ending.signal) as Promise<void>;
  gate.leave();
  ending.abort();
  await waiting;
  expect([gate.inside, gate.waiting]).toEqual([1, 0]);
});
