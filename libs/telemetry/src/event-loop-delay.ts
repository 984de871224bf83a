import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** In seconds. */
export interface DelaySeconds {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Between the timers that are watched, and the age at which a window is replaced, in milliseconds. */
const resolutionMs = 20;
const windowMs = 30_000;

type Histogram = Pick<ReturnType<typeof monitorEventLoopDelay>, 'count' | 'max' | 'percentile' | 'reset' | 'disable'>;

/**
 * How late the event loop comes to a timer. Since the process started it would say nothing of now; since the last reading it would say
 * nothing to the second of two readers. So a reading is the worse of two windows, and begins a new one where the last is old enough.
 */
export class EventLoopDelay {
  readonly #histogram: Histogram;
  readonly #nowMs: () => number;
  #since: number;
  #before: DelaySeconds = { p50: 0, p99: 0, max: 0 };

  constructor(histogram: Histogram = started(), nowMs = () => performance.now()) {
    this.#histogram = histogram;
    this.#nowMs = nowMs;
    this.#since = nowMs();
  }

  read(): DelaySeconds {
    const now = this.#histogram.count === 0 ? { p50: 0, p99: 0, max: 0 } : {
      p50: seconds(this.#histogram.percentile(50)),
      p99: seconds(this.#histogram.percentile(99)),
      max: seconds(this.#histogram.max),
    };
    const worse = { p50: Math.max(now.p50, this.#before.p50), p99: Math.max(now.p99, this.#before.p99), max: Math.max(now.max, this.#before.max) };
    if (this.#nowMs() - this.#since >= windowMs) {
      this.#before = now;
      this.#since = this.#nowMs();
      this.#histogram.reset();
    }
    return worse;
  }

  end(): void {
    this.#histogram.disable();
  }
}

function started(): Histogram {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return histogram;
}

/** The histogram has the time between two timers, in nanoseconds: what they are apart anyway is no delay. */
function seconds(ns: number): number {
  return Math.max(0, ns / 1e9 - resolutionMs / 1000);
}
