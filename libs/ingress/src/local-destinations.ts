import { ProxyError } from '@weir/core';
import { addressKind } from './address-kind.ts';
import { addressBytes, anyContains, networks } from './network.ts';

/** This machine and its link: what only those who are on it should reach (RFC 1122, 3.2.1.3; RFC 3927; RFC 4291, 2.5). */
const local = networks('0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '::/128', '::1/128', 'fe80::/10');
/** Where clouds tell a machine its secrets, besides 169.254.169.254: AWS, Google, Alibaba, Azure, Oracle. */
const metadata = networks('fd00:ec2::/32', 'fd20:ce::254/128', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32');
/** IPv4 in IPv6 behind a translator (RFC 6052, 2.1). */
const translated = networks('64:ff9b::/96');

/**
 * Refuses what a client that is not on this machine has no business with (block_local_destinations): loopback, link-local and metadata addresses, and
 * what `isOwn` says is a port of ours. `ip` is what is dialled, whatever name led there.
 */
export function blockLocalDestinations(isOwn: (ip: string, port: number) => boolean): (ip: string, port: number, client: string) => ProxyError | undefined {
  return (ip, port, client) => {
    if (addressKind(client) === 'loopback' || (!isLocal(ip) && !isOwn(ip, port))) return undefined;
    return new ProxyError('destination-blocked', `The client ${client} may not reach ${ip} through this proxy, where it stands for this machine, its link or its services (block_local_destinations).`);
  };
}

function isLocal(ip: string): boolean {
  const bytes = addressBytes(ip);
  const inner = anyContains(translated, bytes) ? bytes?.subarray(12) : bytes;
  return anyContains(local, inner) || anyContains(metadata, inner);
}
