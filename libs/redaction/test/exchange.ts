import type { ErrorRecord, FlowRecord, RequestRecord, ResponseRecord } from '@weir/flow';

/** A flow record of one exchange; parts of it as given. */
export function exchange(given: { readonly request?: Partial<RequestRecord>; readonly response?: Partial<ResponseRecord>; readonly error?: ErrorRecord }): FlowRecord {
  return {
    id: new Uint8Array(16), type: 'http', state: 'complete', revision: 1, mode: 'regular', startedAtUs: 1, endedAtUs: 2,
    client: { address: '127.0.0.1', port: 5 }, server: { address: 'a', port: 80 },
    request: { method: 'GET', scheme: 'http', host: 'a', port: 80, path: '/', authority: 'a', httpVersion: 'HTTP/1.1', headers: [], trailers: [], body: { size: 0, captured: 0, parts: [] }, ...given.request },
    response: { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: [], trailers: [], body: { size: 0, captured: 0, parts: [] }, startedAtUs: 1, ...given.response },
    messages: undefined,
    error: given.error,
  };
}
