import type { Meter } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader, type MetricReader } from '@opentelemetry/sdk-metrics';
import manifest from '../package.json' with { type: 'json' };
import { metrics, type MetricFacts, type MetricName } from './names.ts';
import type { Observed } from './observe.ts';
import { OtlpExporter } from './otlp-exporter.ts';
import { PullReader } from './pull-reader.ts';
import type { TelemetryOptions } from './telemetry.ts';

/** OpenTelemetry's metrics, put together. */
export interface Sdk {
  add(observed: Observed): void;
  prometheus(): Promise<string>;
  /** Never rejects. */
  shutdown(): Promise<void>;
}

/** Of attributes of one metric, so many combinations at most: what is beyond is summed up under `otel.metric.overflow`. */
const maxSeries = 500;
/** How long one reading waits for figures that come from elsewhere. */
const readMs = 1_000;
const shutdownMs = 1_500;

export function openSdk({ service, instance, version = manifest.version, otlpEndpoint, otlpIntervalMs = 15_000, log }: TelemetryOptions): Sdk {
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
  const meter = provider.getMeter('weir', version);
  // Which library made a metric is the same for all: no label says so.
  const serializer = new PrometheusSerializer('', false, undefined, false, true);
  let ended: Promise<void> | undefined;
  return {
    add: (observed) => register(meter, observed),
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

/** Makes the instruments of some metrics, read by one callback. */
export function register(meter: Meter, { names, read }: Observed): void {
  const instruments = new Map(names.map((name) => [name, instrument(meter, name)]));
  meter.addBatchObservableCallback(async (result) => {
    for (const { name, value, attributes } of await read()) result.observe(instruments.get(name)!, value, attributes);
  }, [...instruments.values()]);
}

function instrument(meter: Meter, name: MetricName) {
  const { kind, unit, help }: MetricFacts = metrics[name];
  const options = { unit, description: help };
  return kind === 'counter' ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options);
}
