import { ipBytes, type Address } from '@weir/core';
import { addressBytes, contains, parseNetwork } from './network.ts';

/** Which destinations an entry of no_proxy, or a rule of via, is for. */
export interface HostPattern {
  matches(to: Address): boolean;
}

/**
 * Reads one of: `*`; a name, which stands for itself and all names below it; `.name` or `*.name`, for those below it alone; an IP address; a network
 * (`10.0.0.0/8`). A name or an address may have a port (`host:8080`, `[::1]:8080`). Names are not resolved: an address or a network is for
 * destinations that are given as addresses. Undefined: it is none of them.
 */
export function hostPattern(text: string): HostPattern | undefined {
  if (text === '*') return { matches: () => true };
  return network(text) ?? endpoint(text);
}

function network(text: string): HostPattern | undefined {
  const found = parseNetwork(text);
  return found && { matches: ({ host }) => contains(found, addressBytes(host)) };
}

function endpoint(text: string): HostPattern | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  // An IPv6 literal without brackets has no port.
  const host = bracketed ?? plain ?? text;
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port === 0 || port > 65535)) return undefined;
  const matches = ipBytes(host) === undefined ? (bracketed === undefined ? matchesName(host) : undefined) : matchesIp(host);
  return matches && { matches: (to) => (port === undefined || to.port === port) && matches(to.host) };
}

function matchesIp(text: string): (host: string) => boolean {
  const base = addressBytes(text) as Uint8Array;
  return (host) => contains({ base, bits: base.length * 8 }, addressBytes(host));
}

function matchesName(text: string): ((host: string) => boolean) | undefined {
  const name = normal(text.replace(/^\*?\./, ''));
  if (!/^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(name)) return undefined;
  const suffix = `.${name}`;
  const below = name !== normal(text);
  return (host) => {
    const given = normal(host);
    return given.endsWith(suffix) || (!below && given === name);
  };
}

/** Names are the same in any case, and with the root's dot (RFC 4343; RFC 1034, 3.1). */
function normal(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}
