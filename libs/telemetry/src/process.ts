import { performance } from 'node:perf_hooks';
import { EventLoopDelay, type DelaySeconds } from './event-loop-delay.ts';
import { observe, type Attributes, type Meter, type Read, type Readings } from './observe.ts';

/** What a process and one of its threads use. Plain figures, fit to be sent to another thread. */
export interface ProcessFigures {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly startSeconds: number;
}

export interface ThreadFigures {
  readonly heapBytes: number;
  readonly loopBusySeconds: number;
  readonly loopDelay: DelaySeconds;
}

/** Taken once: two clocks would make it another at each reading. */
const startSeconds = Math.round(Date.now() - process.uptime() * 1000) / 1000;

export function processFigures(): ProcessFigures {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    residentBytes: process.memoryUsage.rss(),
    startSeconds,
  };
}

/**
 * The figures of the thread that calls it. From the first reading on the event loop is watched, by a timer every 20 ms that keeps no process
 * alive; `end` ends that.
 */
export function watchThread(): { readonly figures: () => ThreadFigures; readonly end: () => void } {
  let delay: EventLoopDelay | undefined;
  return {
    figures: () => ({
      heapBytes: process.memoryUsage().heapUsed,
      loopBusySeconds: performance.eventLoopUtilization().active / 1000,
      loopDelay: (delay ??= new EventLoopDelay()).read(),
    }),
    end: () => delay?.end(),
  };
}

export const processReadings: Readings<ProcessFigures> = {
  weir_process_cpu_seconds_total: (f) => f.cpuSeconds,
  weir_process_resident_memory_bytes: (f) => f.residentBytes,
  weir_process_start_time_seconds: (f) => f.startSeconds,
};

export function observeProcess(meter: Meter, read: Read<ProcessFigures> = processFigures, attributes?: Attributes): void {
  observe(meter, processReadings, read, attributes);
}

export const threadReadings: Readings<ThreadFigures> = {
  weir_thread_heap_bytes: (f) => f.heapBytes,
  weir_thread_event_loop_busy_seconds_total: (f) => f.loopBusySeconds,
  weir_thread_event_loop_delay_seconds: ({ loopDelay }) => [[{ quantile: '0.5' }, loopDelay.p50], [{ quantile: '0.99' }, loopDelay.p99], [{ quantile: '1' }, loopDelay.max]],
};

export function observeThread(meter: Meter, read: Read<ThreadFigures>, attributes?: Attributes): void {
  observe(meter, threadReadings, read, attributes);
}
