/** Milliseconds since 1970, with fractions. */
export interface Clock {
  nowMs(): number;
}

/** Timers that do not keep the process alive. */
export interface Timers {
  /** Calls once, in `ms` milliseconds. */
  after(ms: number, call: () => void): void;
  /** Calls every `ms` milliseconds until the returned function is called. */
  every(ms: number, call: () => void): () => void;
}

export const systemTimers: Timers = {
  after: (ms, call) => void setTimeout(call, ms).unref(),
  every: (ms, call) => {
    const timer = setInterval(call, ms).unref();
    return () => clearInterval(timer);
  },
};

export function microseconds(clock: Clock): number {
  return Math.round(clock.nowMs() * 1000);
}
