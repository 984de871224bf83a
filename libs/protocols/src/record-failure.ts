import type { ProxyError } from '@weir/core';
import type { HandlerParts } from './parts.ts';

/** A connection that failed before any exchange is one tcp flow in error; one that is a flow already ends that. */
export function recordFailure({ conn, recorder, flow }: HandlerParts, error: ProxyError): void {
  (flow ?? recorder.flow(conn, 'tcp')).fail(error);
}
