import type { ProxyError } from '@weir/core';
import {
  ADDRESS_TYPE_NOT_SUPPORTED, CONNECTION_REFUSED, GENERAL_FAILURE, HOST_UNREACHABLE, NETWORK_UNREACHABLE, NOT_ALLOWED, SUCCEEDED, TTL_EXPIRED,
} from './numbers.ts';

/** The system's codes for a network, not a host, that there is no way to. */
const noNetwork: ReadonlySet<unknown> = new Set(['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** What a client is told of a server that could not be reached (RFC 1928, 6). */
export function replyFor(error: ProxyError): number {
  const { status = 0 } = error;
  // A SOCKS proxy on the way has said it already.
  if (status > SUCCEEDED && status <= ADDRESS_TYPE_NOT_SUPPORTED) return status;
  switch (error.code) {
    case 'connect-refused': return CONNECTION_REFUSED;
    case 'connect-unreachable': return noNetwork.has(systemCode(error.cause)) ? NETWORK_UNREACHABLE : HOST_UNREACHABLE;
    // No reply says "no answer in time". This one lets it be told apart, and is what other servers send then.
    case 'connect-timeout': return TTL_EXPIRED;
    case 'dns-failure': return HOST_UNREACHABLE;
    case 'destination-blocked': return NOT_ALLOWED;
    // An address is there: it is this proxy's own.
    case 'destination-unknown': return NOT_ALLOWED;
    // An HTTP proxy on the way: this status alone says as much (RFC 9110, 15.5.4).
    case 'upstream-refused': return status === 403 ? NOT_ALLOWED : GENERAL_FAILURE;
    default: return GENERAL_FAILURE;
  }
}

function systemCode(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
