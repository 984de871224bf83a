import { authority, type Address, type Mode, type Route } from '@weir/core';
import type { ReverseSpec, Target, TargetScheme } from '@weir/mode-spec';
import { leavingBy, type ListenAddress, type ModeSettings, type RoutedConfig } from './configured-mode.ts';
import { UnavailableMode } from './unavailable-mode.ts';

export interface ReverseConfig extends RoutedConfig {
  readonly target: Address;
}

interface Scheme {
  readonly stack: Route['stack'];
  /** A target is fixed, its scheme with it: never mirrored. */
  readonly serverTls: 'always' | 'never';
  /** The port that Host leaves out (RFC 9110, 4.2.1 and 4.2.2). Absent: no HTTP, no Host. */
  readonly defaultPort?: number;
}

const schemes: Readonly<Partial<Record<TargetScheme, Scheme>>> = {
  http: { stack: 'http', serverTls: 'never', defaultPort: 80 },
  https: { stack: 'http', serverTls: 'always', defaultPort: 443 },
  tcp: { stack: 'tcp', serverTls: 'never' },
  tls: { stack: 'tcp', serverTls: 'always' },
};

/** Stands in front of one server. The client may speak TLS or not, whatever the target speaks. */
export const reverse: Mode<ReverseConfig> = {
  name: 'reverse',
  listen: ({ listen }) => [{ via: 'tcp', ...listen }],
  accept: (conn, io, { target, route }, protocols) => {
    conn.destination = target;
    conn.configured = target;
    return protocols.start(conn, io, route);
  },
};

/** Throws UnavailableMode for a scheme that nothing here speaks. */
export function reverseConfig({ spec, target }: ReverseSpec, listen: ListenAddress, settings: ModeSettings): ReverseConfig {
  const scheme = schemes[target.scheme];
  if (scheme === undefined) throw new UnavailableMode(`reverse:${target.scheme}`);
  return { spec, listen, target: { host: target.host, port: target.port }, route: leavingBy(routeTo(target, scheme, settings), settings.egress.of()) };
}

function routeTo(target: Target, { stack, serverTls, defaultPort }: Scheme, { keepHostHeader, upstreamAuth }: ModeSettings): Route {
  const credentials = stack === 'http' ? upstreamAuth : undefined;
  const route: Route = { stack, form: 'origin', auth: 'origin', serverTls, ...(credentials && { credentials }) };
  if (keepHostHeader) return route;
  const named: Route = { ...route, serverName: target.host };
  return defaultPort === undefined ? named : { ...named, rewriteAuthority: authority(target.host, target.port === defaultPort ? undefined : target.port) };
}
