import { flowToJson, type FlowJson, type wire } from '@weir/flow';
import { flowFacts } from '@weir/query';
import type { SQLInputValue } from 'node:sqlite';

/** Bits of `flow.facts`: what the filter language's flags look at, with the meaning of @weir/query. */
export const factBits = { response: 1, noResponse: 2, websocket: 4, asset: 8 } as const;

/** The columns of `flow` that a flow gives, in the order of `columnValues`. */
export const columnNames = [
  'revision', 'started_us', 'duration_us', 'type', 'state', 'facts', 'status', 'mode', 'host', 'named', 'method', 'error', 'url', 'client', 'server',
  'request_bytes', 'response_bytes',
] as const;

export function columnValues(flow: wire.Flow): SQLInputValue[] {
  const { startedAtUs, endedAtUs } = flow;
  const json = flowToJson(withoutTheRest(flow), '');
  return [
    flow.revision, startedAtUs, endedAtUs === 0 ? null : Math.max(0, endedAtUs - startedAtUs), flow.type, flow.state,
    factsOf(json), statusOf(json), flow.mode, flowFacts.hostOf(json) ?? null, flowFacts.namedHostOf(json) ?? null, flowFacts.methodOf(json) ?? null,
    json.error?.code ?? null, flowFacts.urlOf(json) ?? null, flowFacts.endpointOf(json.client)!, flowFacts.endpointOf(json.server) ?? null,
    json.request?.body.size ?? 0, json.response?.body.size ?? 0,
  ];
}

/** Lengths of the names that `factsOf` looks for, upgrade and content-type. To read the other headers, and times, would be half of the cost of a flow. */
const nameLengths: ReadonlySet<number> = new Set([7, 12]);

function withoutTheRest(flow: wire.Flow): wire.Flow {
  const { request, response } = flow;
  return {
    ...flow,
    startedAtUs: 0,
    endedAtUs: 0,
    request: request === undefined ? undefined : { ...request, headers: [], trailers: [] },
    response: response === undefined ? undefined : { ...response, headers: response.headers.filter(({ name }) => nameLengths.has(name.length)), trailers: [] },
  };
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
