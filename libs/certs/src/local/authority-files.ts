import { join } from 'node:path';
import { AuthorityError, createAuthority, encodePem, parsePem, readAuthority, type Authority } from '@weir/x509';
import { isThere, linkOnce, makeDirectory, readPem, readSecret, replace, writeOnce } from './files.ts';

/** The names of an authority's files in its directory. */
export const authorityFiles = {
  /** The key, with the certificate where Weir made it: one file, so that there is one moment at which the authority exists. */
  key: 'ca-key.pem',
  /** The certificates alone, for clients. */
  certificate: 'ca.pem',
  /** mitmproxy's, key and certificate in one; used where it is. */
  mitmproxy: 'mitmproxy-ca.pem',
} as const;

export interface AuthorityInDirectory {
  readonly authority: Authority;
  /** The file that clients are to trust; there is no key in it. */
  readonly certificateFile: string;
  /** Whether there was none before. */
  readonly created: boolean;
}

/**
 * The authority in a directory, made where there is none. Any number of processes may do so at once: the first to give the key file
 * its name makes the authority, the others use it. Throws AuthorityError. `now` is in milliseconds since the epoch.
 */
export function openAuthority(directory: string, now: number): AuthorityInDirectory {
  makeDirectory(directory);
  const certificateFile = join(directory, authorityFiles.certificate);
  // Before the key is looked for: who makes an authority writes its key first, so a certificate that is seen has a key that is seen.
  const given = readPem(certificateFile);
  let keyFile = findKeyFile(directory);
  let created = false;
  if (keyFile === undefined) {
    keyFile = join(directory, authorityFiles.key);
    if (given === undefined) created = make(keyFile, now);
    else adopt(certificateFile, given, keyFile);
  }
  return { ...readFiles(keyFile, certificateFile, now), created };
}

/** Undefined where there is none. */
export function findKeyFile(directory: string): string | undefined {
  const own = join(directory, authorityFiles.key);
  const foreign = join(directory, authorityFiles.mitmproxy);
  if (!isThere(foreign)) return isThere(own) ? own : undefined;
  if (!isThere(own)) return foreign;
  throw new AuthorityError(`there are two authorities here, ${authorityFiles.key} and ${authorityFiles.mitmproxy}: `
    + `keep the one that clients trust, move the other away, and ${authorityFiles.certificate} with it`, { file: directory });
}

function make(keyFile: string, now: number): boolean {
  const { key, certificate } = createAuthority(now);
  return writeOnce(keyFile, key + certificate, 0o600);
}

/** A certificate file that holds its key too becomes the key file; clients get a new one without. */
function adopt(certificateFile: string, given: string, keyFile: string): void {
  if (!holdsKey(given)) {
    throw new AuthorityError(`the private key of this certificate is missing: put it into ${keyFile}, `
      + 'or move the certificate away to have a new authority made', { file: certificateFile });
  }
  linkOnce(certificateFile, keyFile);
}

function readFiles(keyFile: string, certificateFile: string, now: number): { readonly authority: Authority; readonly certificateFile: string } {
  const key = readSecret(keyFile);
  if (key === undefined) throw new AuthorityError('was removed while it was read: start again', { file: keyFile });
  const text = readPem(certificateFile);
  if (text !== undefined && text !== key && holdsKey(text)) {
    throw new AuthorityError(`holds a private key, and clients are given this file: leave the certificates alone in it, the key is in ${keyFile}`,
      { file: certificateFile });
  }
  const certificates = text === undefined || text === key ? { text: key, file: keyFile } : { text, file: certificateFile };
  const authority = readAuthority({ text: key, file: keyFile }, certificates, now);
  if (certificates.file === keyFile) replace(certificateFile, authority.certificates.map((one) => encodePem('CERTIFICATE', one.raw)).join(''), 0o644);
  return { authority, certificateFile };
}

function holdsKey(pem: string): boolean {
  return parsePem(pem).some((block) => block.label.endsWith('PRIVATE KEY'));
}
