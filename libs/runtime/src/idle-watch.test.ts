import { jest } from '@jest/globals';
import { IdleWatch, type Watched } from './idle-watch.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function watched(): Watched & { idles: number } {
  return { active: true, quiet: 0, idles: 0, idle() {
    this.idles++;
  } };
}

test('idle after the time without a sign of life, at most an eighth later', () => {
  const watch = new IdleWatch(800);
  const each = watched();
  watch.add(each);
  jest.advanceTimersByTime(500);
  each.active = true;
  jest.advanceTimersByTime(799);
  expect(each.idles).toBe(0);
  jest.advanceTimersByTime(101);
  expect(each.idles).toBe(1);
});

test('runs no timer when nothing is watched', () => {
  const watch = new IdleWatch(800);
  const each = watched();
  watch.add(each);
  expect(jest.getTimerCount()).toBe(1);
  watch.delete(each);
  expect(jest.getTimerCount()).toBe(0);
});
