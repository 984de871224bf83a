import { decodeBatch, FlowDecodeError, flowToJson, type FlowJson } from '@weir/flow';

/** Batches as they are published, while somebody wants them. */
export interface LiveSource {
  start(hear: (payload: Uint8Array) => void): void;
  stop(): void;
}

/** Hears while it is watched, and tells the flows of each batch. */
export function followLive(source: LiveSource, watched: boolean, tell: (flows: readonly FlowJson[]) => void): void {
  if (!watched) {
    source.stop();
    return;
  }
  source.start((payload) => {
    const flows = flowsOf(payload);
    if (flows.length > 0) tell(flows);
  });
}

/** What is no batch is ingest's to count: here it only has no flows. */
function flowsOf(payload: Uint8Array): readonly FlowJson[] {
  try {
    const { producer, records } = decodeBatch(payload);
    return records.flatMap(({ kind }) => (kind?.$case === 'flow' ? [flowToJson(kind.value, producer)] : []));
  } catch (error) {
    if (error instanceof FlowDecodeError) return [];
    throw error;
  }
}
