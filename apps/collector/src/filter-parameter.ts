import type { FlowJson } from '@weir/flow';
import { decodeBody, FilterError, parseFilter, predicate, type BodyAccess, type CarriedMessage, type Filter } from '@weir/query';
import type { FlowStore } from '@weir/store';
import { allMessages } from './all-messages.ts';
import { Problem } from './problem.ts';

/** Absent or undefined: everything. A bad filter is a problem (400) that says where. */
export function readFilter(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  try {
    return parseFilter(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new Problem(400, 'Bad filter', error.message, { parameter: 'filter', position: error.position });
  }
}

/** The same filter, for flows that have just been stored. */
export function liveMatch(filter: Filter | undefined, store: FlowStore): (flow: FlowJson) => boolean {
  if (filter === undefined) return () => true;
  const matches = predicate(filter);
  const access = storedBodies(store);
  return (flow) => matches(flow, access);
}

/** More of a body than this is not searched while flows wait. */
const MAX_SEARCHED = 8 * 1024 * 1024;

function storedBodies(store: FlowStore): BodyAccess {
  return {
    body(flow, side) {
      const body = store.body(flow.id, side);
      return body === undefined ? undefined : decodeBody(body.bytes, body.contentEncoding, MAX_SEARCHED);
    },
    messages: (flow) => storedMessages(store, flow.id),
  };
}

function* storedMessages(store: FlowStore, id: string): Generator<CarriedMessage> {
  for (const { from, data } of allMessages(store, id)) yield { from, data: Buffer.from(data, 'base64') };
}
