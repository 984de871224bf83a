import { factBits } from './columns.ts';

/** What is counted of a flow: columns of `flow`. */
export interface Counted {
  readonly started_us: number;
  readonly duration_us: number | null;
  readonly type: number;
  readonly facts: number;
  readonly status: number | null;
  readonly mode: string;
  readonly host: string | null;
  readonly server: string | null;
  readonly method: string | null;
  readonly error: string | null;
  readonly request_bytes: number;
  readonly response_bytes: number;
}

export const countedColumns = 'started_us, duration_us, type, facts, status, mode, host, server, method, error, request_bytes, response_bytes';

export function isError({ error, status }: Counted): boolean {
  return error !== null || (status ?? 0) >= 500;
}

/** Microseconds; undefined: no exchange, not ended, or one that went on as a WebSocket. */
export function latencyOf({ facts, duration_us: durationUs }: Counted): number | undefined {
  const isExchange = (facts & (factBits.response | factBits.noResponse)) !== 0 && (facts & factBits.websocket) === 0;
  return isExchange && durationUs !== null ? durationUs : undefined;
}

/** The host that was asked for; of what is not http, and of http without a request, the server's address. */
export function hostNameOf({ host, server }: Counted): string {
  return host ?? (server === null ? '' : addressOf(server));
}

/** Of `address:port`, IPv6 in brackets. */
function addressOf(endpoint: string): string {
  return endpoint.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
