import { InFlight } from './in-flight.ts';

test('counts bytes until they are settled, and settles once', () => {
  const inFlight = new InFlight();
  const ends: boolean[] = [];
  const first = inFlight.add(10, (committed) => ends.push(committed))!;
  inFlight.add(5, (committed) => ends.push(committed));
  expect(inFlight.bytes).toBe(15);
  inFlight.settle(first, true);
  inFlight.settle(first, false);
  inFlight.settle(99, true);
  expect([inFlight.bytes, ends]).toEqual([5, [true]]);
});

test('fail leaves alone what a callback adds', () => {
  const inFlight = new InFlight();
  const ends: string[] = [];
  inFlight.add(1, (_, reason) => {
    ends.push(`first ${reason}`);
    inFlight.add(2, (_committed, again) => ends.push(`second ${again}`));
  });
  inFlight.fail('gone');
  expect([ends, inFlight.bytes]).toEqual([['first gone'], 2]);
});

test('idle forgets a waiter whose signal aborted', async () => {
  const inFlight = new InFlight();
  const number = inFlight.add(1, () => undefined)!;
  const abort = new AbortController();
  const given = inFlight.idle(abort.signal);
  const kept = inFlight.idle(new AbortController().signal);
  abort.abort(new Error('too slow'));
  await expect(given).rejects.toThrow('too slow');
  inFlight.settle(number, false, 'gone');
  await kept;
});

test('takes nothing beyond its bound, nor after its end', () => {
  const inFlight = new InFlight(10);
  const ends: string[] = [];
  const first = inFlight.add(10, (_, reason) => ends.push(`first ${reason}`))!;
  expect([first, inFlight.add(1, () => ends.push('never'))]).toEqual([0, undefined]);
  inFlight.settle(first, false, 'gone');
  inFlight.add(10, (_, reason) => ends.push(`second ${reason}, ${inFlight.add(1, () => ends.push('never'))}`));
  inFlight.close();
  expect([ends, inFlight.closed, inFlight.bytes, inFlight.add(1, () => ends.push('never'))]).toEqual([['first gone', 'second closed, undefined'], true, 0, undefined]);
});
