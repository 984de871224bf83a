import { addressBytes, anyContains, networks } from './network.ts';

/** Not to be reached from everywhere, by IANA's registries of special-purpose addresses (RFC 6890; as of 2026), but for loopback. */
const special = networks(
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24',
  '203.0.113.0/24', '240.0.0.0/4',
  '::/128', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10',
);
/** The parts of these that are. */
const reachable = networks('192.0.0.9/32', '192.0.0.10/32', '2001:1::1/128', '2001:1::2/128', '2001:3::/32', '2001:4:112::/48', '2001:20::/28', '2001:30::/28');
const loopback = networks('127.0.0.0/8', '::1/128');

export type AddressKind = 'loopback' | 'private' | 'global';

/** `private` is all that is neither this machine nor to be reached from everywhere. An IPv4-mapped address is what it means; undefined: no address. */
export function addressKind(ip: string): AddressKind | undefined {
  const bytes = addressBytes(ip);
  if (bytes === undefined) return undefined;
  if (anyContains(loopback, bytes)) return 'loopback';
  return anyContains(special, bytes) && !anyContains(reachable, bytes) ? 'private' : 'global';
}
