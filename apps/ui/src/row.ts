import type { FlowJson, FlowState, FlowType } from '@weir/flow';
import { headerValue } from './headers.ts';
import { mediaName } from './media-name.ts';

/** What the table keeps of a flow: 100,000 whole ones would fill a browser's memory. */
export interface Row {
  readonly id: string;
  readonly type: FlowType;
  readonly state: FlowState;
  readonly revision: number;
  readonly startedAt: string;
  readonly method: string;
  /** Of an HTTP exchange; else empty. */
  readonly scheme: string;
  /** With the port where the scheme does not say it; empty: no destination was ever known. */
  readonly host: string;
  readonly path: string;
  /** Of the answer; absent: none. */
  readonly status?: number;
  readonly errorCode?: string;
  /** Of the answer's body: `json`, `html`. */
  readonly media: string;
  readonly bytes?: number;
  readonly durationMs?: number;
}

const MAX_PATH = 512;

export function rowOf(flow: FlowJson): Row {
  const { client, request, response, server } = flow;
  const bytes = response?.body.size ?? flow.messages?.bytes;
  return {
    id: flow.id,
    type: flow.type,
    state: flow.state,
    revision: flow.revision,
    startedAt: flow.startedAt,
    method: request?.method ?? flow.type.toUpperCase(),
    scheme: request?.scheme ?? '',
    host: request === undefined ? endpoint(server) || client.tls?.sni || '' : authority(request.scheme, request.host, request.port),
    path: request?.path.slice(0, MAX_PATH) ?? '',
    media: response === undefined ? '' : mediaName(headerValue(response.headers, 'content-type')),
    ...(response === undefined ? {} : { status: response.status }),
    ...(flow.error === undefined ? {} : { errorCode: flow.error.code }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(flow.durationMs === undefined ? {} : { durationMs: flow.durationMs }),
  };
}

/** The port only where the scheme does not say it. */
function authority(scheme: string, host: string, port: number): string {
  const usual = scheme === 'https' ? 443 : 80;
  return port === usual ? bracketed(host) : `${bracketed(host)}:${port}`;
}

export function endpoint(peer: { readonly address: string; readonly port: number } | undefined): string {
  return peer === undefined ? '' : `${bracketed(peer.address)}:${peer.port}`;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
