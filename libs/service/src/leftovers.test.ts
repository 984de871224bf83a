import { jest } from '@jest/globals';
import { leaveLeftovers } from './leftovers.ts';

beforeEach(() => { jest.useFakeTimers(); });
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test('what keeps the process after its end is named, and the process ends with the code that it has', () => {
  const lines: string[] = [];
  const exit = jest.spyOn(process, 'exit').mockImplementation((() => undefined) as typeof process.exit);
  jest.spyOn(process, 'getActiveResourcesInfo').mockReturnValue(['TCPSocketWrap', 'Timeout', 'TCPSocketWrap']);
  leaveLeftovers({ event: (level, name, fields, message) => void lines.push(`${level} ${name} ${JSON.stringify(fields)} ${message}`) });
  jest.advanceTimersByTime(499);
  expect([lines, exit.mock.calls]).toEqual([[], []]);
  jest.advanceTimersByTime(1);
  expect(lines).toEqual(['warn left-running {"left":"2 TCPSocketWrap, Timeout"} something still runs after the end (2 TCPSocketWrap, Timeout): it is left']);
  // Without an argument it is process.exitCode.
  expect(exit.mock.calls).toEqual([[]]);
});

test('it keeps no process by itself', () => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  leaveLeftovers({ event: () => undefined });
  expect((timers.mock.results[0]!.value as NodeJS.Timeout).hasRef()).toBe(false);
});
