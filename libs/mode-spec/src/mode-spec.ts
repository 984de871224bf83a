/** How a reverse proxy speaks with its target, and what it listens for. */
export type TargetScheme = 'http' | 'https' | 'http3' | 'quic' | 'tls' | 'dtls' | 'tcp' | 'udp' | 'dns';
export type UpstreamScheme = 'http' | 'https';

export interface Target<S extends TargetScheme = TargetScheme> {
  readonly scheme: S;
  /** A name in ASCII (IDNA A-labels) or an IP literal, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** What stands after `@`. Absent parts come from the configuration, then from the mode's default. */
export interface Listen {
  /** IPv6 without brackets; empty: all interfaces. */
  readonly host?: string;
  /** 0: the system picks one. */
  readonly port?: number;
}

interface Base {
  /** As given. */
  readonly spec: string;
  readonly listen: Listen;
}

/** `regular`, `transparent`, `socks5`, `dns`. */
export interface PlainSpec extends Base {
  readonly mode: 'regular' | 'transparent' | 'socks5' | 'dns';
}

export interface ReverseSpec extends Base {
  readonly mode: 'reverse';
  readonly data: string;
  readonly target: Target;
}

export interface UpstreamSpec extends Base {
  readonly mode: 'upstream';
  readonly data: string;
  /** The proxy that requests go to. */
  readonly target: Target<UpstreamScheme>;
}

export interface WireGuardSpec extends Base {
  readonly mode: 'wireguard';
  /** Path of the configuration file. */
  readonly data?: string;
}

export interface TunSpec extends Base {
  readonly mode: 'tun';
  /** Name of the interface. */
  readonly data?: string;
}

export interface LocalSpec extends Base {
  readonly mode: 'local';
  /** Which processes: the capturing side reads it. */
  readonly data?: string;
}

/** One `--mode`, taken apart. */
export type ModeSpec = PlainSpec | ReverseSpec | UpstreamSpec | WireGuardSpec | TunSpec | LocalSpec;
export type ModeName = ModeSpec['mode'];

/** A SPEC that is none; the message is meant for the user. */
export class ModeSpecError extends Error {
  override readonly name = 'ModeSpecError';
}
