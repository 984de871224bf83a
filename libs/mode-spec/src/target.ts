import { asciiHost } from './host.ts';
import { ModeSpecError, type Target, type TargetScheme } from './mode-spec.ts';

/** No path and no user information; a trailing slash is as good as none. */
const pattern = /^(?:(\w+):\/\/)?([^:/]+|\[.+\])(?::([0-9]+))?\/?$/;

/** undefined: the port must be given. */
const defaultPorts: Readonly<Record<TargetScheme, number | undefined>> = {
  http: 80, https: 443, http3: 443, quic: 443, dns: 53, tcp: undefined, tls: undefined, udp: undefined, dtls: undefined,
};

/** Reads `[scheme://]host[:port][/]`. Throws a ModeSpecError. */
export function parseTarget(text: string, defaultScheme: TargetScheme): Target {
  const match = pattern.exec(text);
  if (match === null) throw new ModeSpecError(`Invalid server specification: ${text}`);
  const scheme = match[1] ?? defaultScheme;
  if (!isScheme(scheme)) throw new ModeSpecError(`Invalid server scheme: ${scheme}`);
  const name = match[2]!.replace(/^\[(.*)\]$/s, '$1');
  const host = asciiHost(name);
  if (host === undefined) throw new ModeSpecError(`Invalid hostname: ${name}`);
  const digits = match[3]?.replace(/^0+(?=.)/, '');
  const port = digits === undefined ? defaultPorts[scheme] : Number(digits);
  if (port === undefined) throw new ModeSpecError('Port specification missing.');
  if (port > 65535) throw new ModeSpecError(`Invalid port: ${digits}`);
  return { scheme, host, port };
}

function isScheme(text: string): text is TargetScheme {
  return Object.hasOwn(defaultPorts, text);
}
