import type { ProxyError } from './error.ts';

/**
 * Asking the next proxy for a tunnel: the client's part, without the socket. The bytes of `start` are sent first; then each chunk that the proxy
 * sends is given to `onData`, until that answers with something final. `bytes` is borrowed for the call.
 */
export interface TunnelDialogue {
  start(): Uint8Array;
  onData(bytes: Uint8Array): TunnelStep;
}

/**
 * `more`: send this, if anything, and wait. `open`: the tunnel is there, `rest` are the server's first bytes (perhaps none); what is to be sent goes
 * before all else (a proxy that answers what it was not asked yet). An error: the proxy refuses, or says what it must not.
 */
export type TunnelStep =
  | { readonly kind: 'more'; readonly send?: Uint8Array }
  | { readonly kind: 'open'; readonly rest: Uint8Array; readonly send?: Uint8Array }
  | ProxyError;
