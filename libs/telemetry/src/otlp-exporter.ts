import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { EventLog } from './log.ts';

type Done = Parameters<PushMetricExporter['export']>[1];

/** OpenTelemetry's ExportResultCode. */
const success = 0;
const failed = 1;

/** One retry included, after a second. Short, so that a receiver that is silent does not hold the end of the process. */
const timeoutMs = 1_500;

/** Sends metrics by OTLP/HTTP. A failure is logged once, until a success follows it; the traffic does not notice either. */
export class OtlpExporter implements PushMetricExporter {
  readonly #url: string;
  readonly #log: EventLog | undefined;
  readonly #exporter: PushMetricExporter;
  #failing = false;
  #closing = false;

  /** `endpoint` without the path of the signal: OTLP/HTTP appends it (OpenTelemetry, OTLP exporter, "Endpoint URLs for OTLP/HTTP"). */
  constructor(endpoint: string, log: EventLog | undefined, exporter?: PushMetricExporter) {
    this.#url = `${endpoint.replace(/\/+$/, '')}/v1/metrics`;
    this.#log = log;
    this.#exporter = exporter ?? new OTLPMetricExporter({ url: this.#url, timeoutMillis: timeoutMs });
  }

  export(metrics: ResourceMetrics, done: Done): void {
    // A receiver that was not there a moment ago is not waited for at the end.
    if (this.#closing && this.#failing) return done({ code: failed });
    this.#exporter.export(metrics, (result) => {
      if (result.code === success) this.#succeeded();
      else this.#failed(result.error);
      done(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  /** From now on there is one attempt at most. */
  close(): void {
    this.#closing = true;
  }

  #succeeded(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#log?.event('info', 'otlp-recovered', { url: this.#url }, `metrics are sent to ${this.#url} again`);
  }

  #failed(error: Error | undefined): void {
    if (this.#failing) return;
    this.#failing = true;
    const reason = error?.message ?? 'unknown';
    this.#log?.event('warn', 'otlp-failed', { url: this.#url, error: reason }, `metrics cannot be sent to ${this.#url}, trying again: ${reason}; --otlp-endpoint says where`);
  }
}
