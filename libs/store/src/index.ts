export type { AppendResult, FlowQuery, FlowStore, MessagePage, StatsGroup, StatsJson, StatsQuery, StoredBody } from './flow-store.ts';
export { hindersEveryAppend, StoreError, storeErrorCodes, type StoreErrorCode } from './store-error.ts';
export { openSqliteStore } from './sqlite/open.ts';
export type { SqliteStoreOptions } from './sqlite/sqlite-store.ts';
