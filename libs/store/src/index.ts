export type { AppendResult, FlowQuery, FlowStore, StatsGroup, StatsJson, StatsQuery, StoredBody } from './flow-store.ts';
