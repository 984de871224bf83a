export { startCollector, type ApiOptions, type Collector, type CollectorOptions } from './collector.ts';
export type { ListenerJson } from './listener.ts';
export type { RetentionLimits } from './retention.ts';
export type { CollectorOrder, CollectorReport, CollectorWorkerData } from './worker-messages.ts';
