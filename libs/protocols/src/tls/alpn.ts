import type { Leg, Route } from '@weir/core';

const HTTP_1 = 'http/1.1';
/** Multiplexed protocols that no handler speaks: a peer is never offered them. */
const notSpoken: ReadonlySet<string> = new Set(['h2', 'h3']);

/** Protocols that HTTP/1 handlers speak, when TLS has agreed on one of them (RFC 7301, IANA's registry). */
export const http1Protocols: ReadonlySet<string> = new Set([HTTP_1, 'http/1.0', 'http/0.9']);

/** What the server is offered, given what the client offers. Raw stacks mirror all of it. */
export function offersToServer(stack: Route['stack'], offered: readonly string[]): readonly string[] {
  if (stack === 'tcp') return offered;
  if (stack === 'http') return offered.filter((name) => name === HTTP_1);
  return offered.filter((name) => !notSpoken.has(name));
}

/** What the client may be given: what the server chose; where it is not known, what the stack speaks. Best first; empty: no answer. */
export function choicesForClient(stack: Route['stack'], offered: readonly string[], server: Leg | undefined): readonly string[] {
  const chosen = server?.tls?.alpn;
  if (chosen !== undefined && offered.includes(chosen)) return [chosen];
  if (stack === 'tcp') return server?.tls === undefined ? offered : [];
  return offered.includes(HTTP_1) ? [HTTP_1] : [];
}
