import { flowStoreContract } from '../../test/flow-store-contract.ts';
import { openSqliteStore } from './open.ts';

describe('in memory', () => flowStoreContract(() => openSqliteStore(':memory:')));
