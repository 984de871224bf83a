import type { EventLog } from './log.ts';
import type { Meter, Observed } from './observe.ts';
import type { Sdk } from './sdk.ts';

export interface TelemetryOptions {
  /** Which service this is, such as `regular`, `collector`, `weir`: `service.name`. */
  readonly service: string;
  /** Which of its kind, such as the pod: `service.instance.id`. */
  readonly instance: string;
  /** Default: of this package, which all of Weir shares. */
  readonly version?: string;
  /** Where metrics are sent by OTLP/HTTP (protobuf), without the path: `http://host:4318`. Absent: nowhere. */
  readonly otlpEndpoint?: string | undefined;
  /** Between two of these, in milliseconds. Default 15 s. */
  readonly otlpIntervalMs?: number;
  readonly log?: EventLog;
}

export interface Telemetry {
  /** Metrics are registered here, by the `observe` functions of this library. */
  readonly meter: Meter;
  /** All of them as they are now, in the Prometheus text format 0.0.4. What cannot be read is absent, or as it was. Rejects after `shutdown` alone. */
  prometheus(): Promise<string>;
  /** Sends what there is by OTLP, once more, and ends. Never rejects, and takes 1.5 s at most. */
  shutdown(): Promise<void>;
}

/** The Content-Type of `prometheus()`. */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * A meter of its own and its two ways out. Nothing of OpenTelemetry's global state is touched: a process may have several.
 * Its SDK costs 10 to 30 MB and a third of a second: it is loaded when somebody reads the metrics, or where they are to be sent.
 */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const registered: Observed[] = [];
  let ended = false;
  let opened: Sdk | undefined;
  let opening: Promise<Sdk> | undefined;
  const open = (): Promise<Sdk> => {
    opening ??= import('./sdk.ts').then(({ openSdk }) => {
      opened = openSdk(options);
      for (const observed of registered) opened.add(observed);
      return opened;
    });
    return opening;
  };
  if (options.otlpEndpoint !== undefined) void open();
  return {
    meter: {
      add(observed) {
        registered.push(observed);
        opened?.add(observed);
      },
    },
    async prometheus() {
      if (ended) throw new Error('the metrics have ended');
      return (await open()).prometheus();
    },
    async shutdown() {
      ended = true;
      await (await opening)?.shutdown();
    },
  };
}
