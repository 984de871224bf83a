import { openAuthority, type AuthorityFileNames, type AuthorityInDirectory } from './authority-files.ts';
import { sweep } from './files.ts';
import { lockKeyFile } from './key-lock.ts';

const files: AuthorityFileNames = { key: 'identity-key.pem', certificate: 'identity.pem' };

/**
 * The authority by which the certificate authority service and its callers know each other, in files of its own, made where there is none: clients of proxies never
 * trust it. `now` is in milliseconds since the epoch. Throws AuthorityError.
 */
export function openIdentity(directory: string, now: number, passphrase?: string): AuthorityInDirectory {
  const opened = openAuthority(directory, now, { files, commonName: 'Weir services', passphrase });
  sweep(directory, Object.values(files), now);
  if (passphrase !== undefined) lockKeyFile(opened.keyFile, passphrase);
  return opened;
}
