import { MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { EventLog } from './log.ts';

/** Reads the metrics when it is asked to: the exporter for Prometheus that there is opens a port of its own. */
export class PullReader extends MetricReader {
  #failed = false;

  constructor(maxSeries: number) {
    super({ cardinalitySelector: () => maxSeries });
  }

  /** What takes longer than `ms`, or fails, is absent; the first time it is logged. */
  async read(ms: number, log: EventLog | undefined): Promise<ResourceMetrics> {
    const { resourceMetrics, errors } = await this.collect({ timeoutMillis: ms });
    if (errors.length > 0 && !this.#failed) {
      this.#failed = true;
      const reason = String(errors[0]);
      log?.event('warn', 'metrics-unread', { error: reason }, `some metrics cannot be read: ${reason}`);
    }
    return resourceMetrics;
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
}
