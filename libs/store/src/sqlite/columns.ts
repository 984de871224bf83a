import { flowStateNumbers, flowTypeNumbers, type FlowJson } from '@weir/flow';
import { flowFacts } from '@weir/query';
import type { SQLInputValue } from 'node:sqlite';

/** Bits of `flow.facts`: what the filter language's flags look at, with the meaning of @weir/query. */
export const factBits = { response: 1, noResponse: 2, websocket: 4, asset: 8 } as const;

/** The columns of `flow` that a flow's JSON gives, in the order of `columnValues`. */
export const columnNames = [
  'revision', 'started_us', 'duration_us', 'type', 'state', 'facts', 'status', 'mode', 'host', 'named', 'method', 'error', 'url', 'client', 'server',
  'request_bytes', 'response_bytes',
] as const;

/** `endedUs` 0: still open. Times are given, since JSON has them as text. */
export function columnValues(flow: FlowJson, startedUs: number, endedUs: number): SQLInputValue[] {
  return [
    flow.revision, startedUs, endedUs === 0 ? null : Math.max(0, endedUs - startedUs), flowTypeNumbers[flow.type], flowStateNumbers[flow.state],
    factsOf(flow), statusOf(flow), flow.mode, flowFacts.hostOf(flow) ?? null, flowFacts.namedHostOf(flow) ?? null, flowFacts.methodOf(flow) ?? null,
    flow.error?.code ?? null, flowFacts.urlOf(flow) ?? null, flowFacts.endpointOf(flow.client)!, flowFacts.endpointOf(flow.server) ?? null,
    flow.request?.body.size ?? 0, flow.response?.body.size ?? 0,
  ];
}

function statusOf(flow: FlowJson): number | null {
  return flow.type === 'http' ? flow.response?.status ?? null : null;
}

function factsOf(flow: FlowJson): number {
  const response = flowFacts.responseOf(flow);
  let facts = 0;
  if (response === true) facts |= factBits.response;
  if (response === false) facts |= factBits.noResponse;
  if (flowFacts.isWebsocket(flow)) facts |= factBits.websocket;
  if (flowFacts.isAsset(flow)) facts |= factBits.asset;
  return facts;
}
