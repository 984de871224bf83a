import { flowToJson, type FlowJson, type wire } from '@weir/flow';
import { flowFacts } from '@weir/query';
import type { SQLInputValue } from 'node:sqlite';
import type { Counted } from './counted.ts';
import { isLookedAt } from './lean-batch.ts';

/** Bits of `flow.facts`: what the filter language's flags look at, with the meaning of @weir/query. */
export const factBits = { response: 1, noResponse: 2, websocket: 4, asset: 8 } as const;

/** The columns of `flow` that a flow gives. */
export interface Columns extends Counted {
  readonly revision: number;
  readonly state: number;
  readonly named: string | null;
  readonly url: string | null;
  readonly client: string;
}

export const columnNames = [
  'revision', 'started_us', 'duration_us', 'type', 'state', 'facts', 'status', 'mode', 'host', 'named', 'method', 'error', 'url', 'client', 'server',
  'request_bytes', 'response_bytes',
] as const satisfies readonly (keyof Columns)[];

export function columnsOf(flow: wire.Flow): Columns {
  const { startedAtUs, endedAtUs } = flow;
  const json = flowToJson(withoutTheRest(flow), '');
  return {
    revision: flow.revision, started_us: startedAtUs, duration_us: endedAtUs === 0 ? null : Math.max(0, endedAtUs - startedAtUs),
    type: flow.type, state: flow.state, facts: factsOf(json), status: statusOf(json), mode: flow.mode,
    host: flowFacts.hostOf(json) ?? null, named: flowFacts.namedHostOf(json) ?? null, method: flowFacts.methodOf(json) ?? null,
    error: json.error?.code ?? null, url: flowFacts.urlOf(json) ?? null, client: flowFacts.endpointOf(json.client)!, server: flowFacts.endpointOf(json.server) ?? null,
    request_bytes: json.request?.body.size ?? 0, response_bytes: json.response?.body.size ?? 0,
  };
}

/** In the order of `columnNames`. */
export function valuesOf(c: Columns): SQLInputValue[] {
  return [
    c.revision, c.started_us, c.duration_us, c.type, c.state, c.facts, c.status, c.mode, c.host, c.named, c.method, c.error, c.url, c.client, c.server,
    c.request_bytes, c.response_bytes,
  ];
}

/** To read the other headers, and times, would be half of the cost of a flow. */
function withoutTheRest(flow: wire.Flow): wire.Flow {
  const { request, response } = flow;
  return {
    ...flow,
    startedAtUs: 0,
    endedAtUs: 0,
    request: request === undefined ? undefined : { ...request, headers: [], trailers: [] },
    response: response === undefined ? undefined : { ...response, headers: response.headers.filter(({ name }) => isLookedAt(name.length)), trailers: [] },
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
