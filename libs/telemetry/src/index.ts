export { createTelemetry, PROMETHEUS_TYPE, type Telemetry, type TelemetryOptions } from './telemetry.ts';
export type { EventLog } from './log.ts';
export type { Meter, Read } from './observe.ts';
export {
  observeAuthority, observeBus, observeCa, observeCapture, observeCollector, observeProxy,
  type AuthorityFigures, type BusFigures, type CaFigures, type CaptureFigures, type CollectorFigures, type ProxyFigures,
} from './groups.ts';
export { observeProcess, observeThread, processFigures, watchThread, type ProcessFigures, type ThreadFigures } from './process.ts';
export { observePlanes, type PlaneFigures } from './planes.ts';
export { Inquiry } from './inquiry.ts';
export { metrics, type MetricFacts, type MetricName } from './names.ts';
