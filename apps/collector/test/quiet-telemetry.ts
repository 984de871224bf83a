import { createTelemetry, type Telemetry } from '@weir/telemetry';

/** Metrics that are sent nowhere. */
export function quietTelemetry(): Telemetry {
  return createTelemetry({ service: 'collector', instance: 'test' });
}
