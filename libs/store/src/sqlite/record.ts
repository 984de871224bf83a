import { flowStateName, flowToJson, flowTypeName, ulidText, wire, type FlowJson } from '@weir/flow';
import { StoreError } from '../store-error.ts';

/** A flow as it is stored: `id` is that of its row, `producer` that of its epoch. */
export interface StoredFlow {
  readonly id: Uint8Array;
  readonly producer: string;
  readonly bytes: Uint8Array;
}

/** Reads a stored record. Throws a StoreError where it is not what was written. */
export function decodeStored({ id, bytes }: Pick<StoredFlow, 'id' | 'bytes'>): wire.Flow {
  let flow: wire.Flow;
  try {
    flow = wire.Flow.decode(bytes);
  } catch (cause) {
    throw corrupt(id, { cause });
  }
  if (Buffer.compare(flow.id, id) !== 0 || flowTypeName(flow.type) === undefined || flowStateName(flow.state) === undefined) throw corrupt(id);
  return flow;
}

export function storedJson(stored: StoredFlow): FlowJson {
  return flowToJson(decodeStored(stored), stored.producer);
}

function corrupt(id: Uint8Array, options?: ErrorOptions): StoreError {
  return new StoreError('corrupt-record', `the stored record of flow ${ulidText(id)} is damaged`, options);
}
