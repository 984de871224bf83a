import type { Handler } from '@weir/core';
import type { HandlerParts } from '../parts.ts';
import { TcpRelay } from '../tcp/handler.ts';
import { TlsHandler } from '../tls/handler.ts';

/** What a raw connection goes on with when both its sides turn to TLS: the same flow, both ends of TLS here, bytes again inside. */
export function upgraded(parts: HandlerParts): Handler {
  return new TlsHandler({ ...parts, route: { ...parts.route, stack: 'tcp', serverTls: 'always' } }, (inside) => new TcpRelay(inside));
}
