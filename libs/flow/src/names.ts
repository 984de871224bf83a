/** One exchange, connection, or 4-tuple: what a flow is (docs/specs/flow-record.md). */
export type FlowType = 'http' | 'tcp' | 'udp' | 'dns';
export type FlowState = 'open' | 'complete' | 'error';
export type MessageKind = 'text' | 'binary' | 'data';

/** Why a flow failed. Closed: additions go here, into the contract and into docs/errors.md. */
export const errorCodes = [
  'connect-refused', 'connect-timeout', 'connect-unreachable', 'dns-failure',
  'tls-client-rejected', 'tls-client-invalid', 'tls-server-invalid', 'tls-server-untrusted',
  'upstream-refused', 'protocol-violation', 'limit-exceeded', 'closed-early', 'reset', 'idle-timeout',
  'destination-unknown', 'destination-blocked', 'auth-required', 'ca-unavailable', 'shutdown', 'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];
