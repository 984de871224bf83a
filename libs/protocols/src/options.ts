import type { Verify } from '@weir/core';
import type { HostRules } from './hosts/host-rules.ts';
import type { Decide } from './tls/decide.ts';

/** What users may change about the protocols. */
export interface ProtocolOptions {
  /** `eager`: a known destination is connected to before the client has spoken, so that servers may greet and ALPN is mirrored. */
  readonly connectionStrategy: 'eager' | 'lazy';
  /** Idle connections to servers serve other clients, and requests that may be repeated go out on such (keep_server_connections). */
  readonly keepServers: boolean;
  /** Whether the chain and name of an upstream TLS server are checked (ssl_insecure). */
  readonly verifyUpstream: Verify;
  /** Copy names from the upstream's certificate (upstream_cert). */
  readonly upstreamCert: boolean;
  /** Bytes that do not look like HTTP are relayed as they are (rawtcp). */
  readonly rawTcp: boolean;
  /** Passed-through connections are recorded as tcp flows (show_ignored_hosts). */
  readonly showIgnoredHosts: boolean;
  /** A client must say who it is before it is served (proxyauth): whom to believe is asked of `authenticate`. Raw bytes have no way to ask. */
  readonly authenticate: boolean;
  /** Which hosts are passed through, and which relayed as raw bytes; absent: none. */
  readonly hosts?: HostRules;
  /** Whether a TLS connection is intercepted, where `hosts` does not pass it through; absent: each is. */
  readonly decide?: Decide;
}

export const defaultProtocolOptions: ProtocolOptions = {
  connectionStrategy: 'eager',
  keepServers: false,
  verifyUpstream: 'full',
  upstreamCert: true,
  rawTcp: true,
  showIgnoredHosts: false,
  authenticate: false,
};
