import { FakeTimers } from './fake-timers.ts';

test('timers are taken in the order in which they are due, and not before', () => {
  const timers = new FakeTimers();
  timers.set(1, 30);
  timers.set(2, 10);
  timers.set(3, 20);
  expect([timers.takeDue(20), timers.takeDue(20), timers.takeDue(20), timers.takeDue(30)]).toEqual([{ id: 2, at: 10 }, { id: 3, at: 20 }, undefined, { id: 1, at: 30 }]);
  expect(timers.size).toBe(0);
});
