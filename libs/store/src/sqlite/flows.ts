import type { FlowJson, wire } from '@weir/flow';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Epochs } from './epochs.ts';
import { decodeStored, storedJson } from './record.ts';

interface Row {
  readonly n: number;
  readonly epoch: number;
  readonly flow: Uint8Array;
}

/** Reads flows one at a time. Throws a StoreError for a record that is damaged. */
export class Flows {
  readonly #epochs: Epochs;
  readonly #number: StatementSync;
  readonly #byId: StatementSync;
  readonly #record: StatementSync;

  constructor(db: DatabaseSync, epochs: Epochs) {
    this.#epochs = epochs;
    this.#number = db.prepare('select n from flow where id = ?');
    this.#byId = db.prepare('select n, epoch, record.flow from flow left join record using (n) where id = ?');
    this.#record = db.prepare('select flow from record where n = ?');
  }

  /** The flow's row; undefined: it is not there. */
  number(id: Uint8Array): number | undefined {
    return (this.#number.get(id) as { readonly n: number } | undefined)?.n;
  }

  wire(id: Uint8Array): { readonly n: number; readonly flow: wire.Flow } | undefined {
    const row = this.#byId.get(id) as unknown as Row | undefined;
    return row === undefined ? undefined : { n: row.n, flow: decodeStored({ id, bytes: row.flow ?? nothing }) };
  }

  json(id: Uint8Array): FlowJson | undefined {
    const row = this.#byId.get(id) as unknown as Row | undefined;
    return row === undefined ? undefined : storedJson({ id, bytes: row.flow ?? nothing, producer: this.#epochs.producer(row.epoch) });
  }

  /** Of a row whose other columns are known. */
  jsonAt(n: number, id: Uint8Array, epoch: number): FlowJson {
    const row = this.#record.get(n) as { readonly flow: Uint8Array } | undefined;
    return storedJson({ id, bytes: row?.flow ?? nothing, producer: this.#epochs.producer(epoch) });
  }
}

/** A record that is gone reads as one that is damaged. */
const nothing = new Uint8Array(0);
