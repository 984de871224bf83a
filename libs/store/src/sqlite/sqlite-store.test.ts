import { flowStoreContract } from '../../test/flow-store-contract.ts';
import { openSqliteStore } from './open.ts';

// A slice that no busy machine uses up: what a slice leaves undone is tested where time is an input.
describe('in memory', () => flowStoreContract(() => openSqliteStore(':memory:', { sliceMs: 1e9 })));
