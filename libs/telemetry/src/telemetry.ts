import type { Meter } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader, type MetricReader } from '@opentelemetry/sdk-metrics';
import manifest from '../package.json' with { type: 'json' };
import type { EventLog } from './log.ts';
import { OtlpExporter } from './otlp-exporter.ts';
import { PullReader } from './pull-reader.ts';

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

/** Of attributes of one metric, so many combinations at most: what is beyond is summed up under `otel.metric.overflow`. */
const maxSeries = 500;
/** How long one reading waits for figures that come from elsewhere. */
const readMs = 1_000;
const shutdownMs = 1_500;

/** A meter of its own and its two ways out. Nothing of OpenTelemetry's global state is touched: a process may have several. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { service, instance, version = manifest.version, otlpEndpoint, log, otlpIntervalMs = 15_000 } = options;
  const resource = resourceFromAttributes({ 'service.namespace': 'weir', 'service.name': service, 'service.instance.id': instance, 'service.version': version });
  const pull = new PullReader(maxSeries);
  const exporter = otlpEndpoint === undefined ? undefined : new OtlpExporter(otlpEndpoint, log);
  const readers: MetricReader[] = [pull];
  if (exporter !== undefined) {
    readers.push(new PeriodicExportingMetricReader({
      exporter,
      exportIntervalMillis: otlpIntervalMs,
      exportTimeoutMillis: Math.min(otlpIntervalMs, 5_000),
      cardinalityLimits: { default: maxSeries },
    }));
  }
  const provider = new MeterProvider({ resource, readers });
  // Which library made a metric is the same for all: no label says so.
  const serializer = new PrometheusSerializer('', false, undefined, false, true);
  let ended: Promise<void> | undefined;
  return {
    meter: provider.getMeter('weir', version),
    async prometheus() {
      const text = serializer.serialize(await pull.read(readMs, log));
      return text.endsWith('\n') ? text : `${text}\n`;
    },
    shutdown() {
      exporter?.close();
      // A reader that fails or waits has nothing left to say: OtlpExporter has logged it.
      ended ??= provider.shutdown({ timeoutMillis: shutdownMs }).catch(() => undefined);
      return ended;
    },
  };
}
