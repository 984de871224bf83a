import type { BatchMessage, Publisher } from '@weir/bus';
import { createRecorder } from '@weir/capture';
import { SERVER, type Connection, type RequestHead, type ResponseHead } from '@weir/core';

/** Flows in a full batch of capture's. */
export const flowsInBatch = 100;

const bodyBytes = 1024;

/** Full batches of flows as a data plane makes them, one for each call: GETs with 10 headers, answered with 6 and 1 KB. About 1.65 KB a flow. */
export function flowBatches(): () => BatchMessage {
  let made: BatchMessage | undefined;
  const publisher: Publisher = {
    pendingBytes: 0,
    isTight: false,
    publish(batch, settled) {
      made = batch;
      // Its memory is not given back: the batch is still to be published.
      queueMicrotask(() => settled(true));
      return true;
    },
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  // Batches are cut by their number of records alone.
  const recorder = createRecorder({
    producer: 'bench', publisher, clock: { nowMs: () => performance.timeOrigin + performance.now() }, timers: { after: () => undefined, every: () => () => undefined },
    caps: { batchBytes: 1024 * 1024 },
  });
  const body = Buffer.alloc(bodyBytes, 'flows ');
  let number = 0;
  return () => {
    made = undefined;
    while (made === undefined) {
      const tap = recorder.flow(connection, 'http');
      tap.request({ ...request, path: `/api/v1/orders/${number++}?full=1` });
      tap.response(response);
      tap.body(SERVER, body);
      tap.end();
    }
    return made;
  };
}

const connection: Connection = {
  id: 'bench',
  mode: 'reverse:http://a.example@8080',
  transport: 'tcp',
  local: { host: '10.0.0.1', port: 8080 },
  client: { address: { host: '10.0.0.7', port: 51234 }, state: 'open' },
  server: { address: { host: 'a.example', port: 80 }, ip: '192.0.2.1', state: 'open' },
};

const request: RequestHead = {
  method: 'GET', authority: 'a.example', scheme: 'http', host: 'a.example', port: 80, path: '/', httpVersion: 'HTTP/1.1',
  headers: [
    'Host', 'a.example', 'User-Agent', 'curl/8.14.1', 'Accept', 'application/json', 'Accept-Encoding', 'gzip, br',
    'Accept-Language', 'en', 'Connection', 'keep-alive', 'Cache-Control', 'no-cache', 'X-Request-Id', '7f3a9c', 'X-Forwarded-For', '10.0.0.7', 'DNT', '1',
  ],
};

const response: ResponseHead = {
  status: 200, reason: 'OK', httpVersion: 'HTTP/1.1',
  headers: ['Date', 'Wed, 25 Nov 2026 12:00:00 GMT', 'Content-Type', 'application/json', 'Content-Length', String(bodyBytes), 'Vary', 'Accept', 'ETag', '"5f2b9d"', 'Server', 'nginx'],
};
