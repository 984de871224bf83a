/** Milliseconds since the epoch, with fractions. Injected, so that tests can set it. */
export interface Clock {
  now(): number;
}

/** Monotonic within a process: a step of the system's clock never makes a duration negative. */
export const systemClock: Clock = { now: () => performance.timeOrigin + performance.now() };
