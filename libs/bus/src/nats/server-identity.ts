import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/** As Node's tls.connect takes it: undefined, or why the certificate is not the server's. */
export type IdentityCheck = (host: string, certificate: PeerCertificate) => Error | undefined;

/**
 * How certificates are held against servers of which some are given by address; undefined where none is, and Node's own way does. The library tells Node no
 * host for an address, and Node takes `localhost` for it: then a certificate must be that of one of the addresses (or of localhost, where that is given).
 */
export function serverIdentity(hosts: readonly string[]): IdentityCheck | undefined {
  const addresses = hosts.filter((host) => isIP(host) !== 0);
  if (addresses.length === 0) return undefined;
  const unnamed = hosts.includes('localhost') ? ['localhost', ...addresses] : addresses;
  return (host, certificate) => {
    const errors = (host === 'localhost' ? unnamed : [host]).map((each) => checkServerIdentity(each, certificate));
    return errors.includes(undefined) ? undefined : errors.at(-1);
  };
}
