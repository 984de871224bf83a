import type { Connection, ProxyError, Recorder } from '@weir/core';

/** A connection that failed before any exchange is one tcp flow in error. */
export function recordFailure(recorder: Recorder, conn: Connection, error: ProxyError): void {
  recorder.flow(conn, 'tcp').fail(error);
}
