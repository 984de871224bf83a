import { pause } from '../test/rig.ts';
import { Timers } from './timers.ts';

test('one an id: moved, cancelled, cleared', async () => {
  const fired: number[] = [];
  const timers = new Timers((id) => fired.push(id));
  timers.set(1, 5);
  timers.set(2, 5);
  timers.set(3, 5);
  timers.set(1, 30);
  timers.cancel(2);
  timers.cancel(99);
  await pause(15);
  expect(fired).toEqual([3]);
  await pause(30);
  expect(fired).toEqual([3, 1]);
  timers.set(4, 1);
  timers.clear();
  timers.clear();
  await pause(10);
  expect(fired).toEqual([3, 1]);
});
