import { join } from 'node:path';
import { AuthorityError, createAuthority, encodePem, parsePem, type Authority } from '@weir/x509';
import { isThere, linkOnce, makeDirectory, readPem, readSecret, replace, writeOnce } from './files.ts';
import { keyFileText, unlockAuthority } from './key-lock.ts';

/** The names of an authority's files in its directory. */
export interface AuthorityFileNames {
  /** The key, with the certificate where Weir made it: one file, so that there is one moment at which the authority exists. */
  readonly key: string;
  /** The certificates alone, for clients. */
  readonly certificate: string;
  /** mitmproxy's, key and certificate in one; used where it is. */
  readonly mitmproxy?: string;
  /** The key and certificates of the one that will take its place. */
  readonly next?: string;
  /** The certificates of those whose place it has taken. */
  readonly previous?: string;
}

/** The authority that clients trust. */
export const authorityFiles = {
  key: 'ca-key.pem', certificate: 'ca.pem', mitmproxy: 'mitmproxy-ca.pem', next: 'next-key.pem', previous: 'previous.pem',
} as const satisfies AuthorityFileNames;

export interface AuthorityInDirectory {
  readonly authority: Authority;
  /** The file that clients are to trust; there is no key in it. */
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Whether there was none before. */
  readonly created: boolean;
}

export interface AuthorityFilesOptions {
  /** Of an encrypted key; a key that is made is encrypted with it. */
  readonly passphrase?: string | undefined;
  /** Default `authorityFiles`. */
  readonly files?: AuthorityFileNames;
  /** Of an authority that is made. Default `Weir`. */
  readonly commonName?: string;
}

/**
 * The authority in a directory, made where there is none. Any number of processes may do so at once: the first to give the key file
 * its name makes the authority, the others use it. Throws AuthorityError. `now` is in milliseconds since the epoch.
 */
export function openAuthority(directory: string, now: number, options: AuthorityFilesOptions = {}): AuthorityInDirectory {
  const files = options.files ?? authorityFiles;
  makeDirectory(directory);
  const certificateFile = join(directory, files.certificate);
  // Before the key is looked for: who makes an authority writes its key first, so a certificate that is seen has a key that is seen.
  const given = readPem(certificateFile);
  let created = false;
  if (findKeyFile(directory, files) === undefined) {
    const keyFile = join(directory, files.key);
    if (given === undefined) created = make(keyFile, now, options);
    else adopt(certificateFile, given, keyFile);
  }
  return { ...readExisting(directory, now, options), created };
}

/** As `openAuthority`, but one that is not there is not made: throws AuthorityError. */
export function readExisting(directory: string, now: number, options: AuthorityFilesOptions = {}): AuthorityInDirectory {
  const files = options.files ?? authorityFiles;
  const keyFile = findKeyFile(directory, files);
  if (keyFile === undefined) throw new AuthorityError(`the authority's key is gone: put ${files.key} back`, { file: directory });
  return { ...readFiles(directory, keyFile, files, now, options.passphrase), keyFile, created: false };
}

/** Undefined where there is none. */
export function findKeyFile(directory: string, files: AuthorityFileNames = authorityFiles): string | undefined {
  const own = join(directory, files.key);
  if (files.mitmproxy === undefined || !isThere(join(directory, files.mitmproxy))) return isThere(own) ? own : undefined;
  if (!isThere(own)) return join(directory, files.mitmproxy);
  throw new AuthorityError(`there are two authorities here, ${files.key} and ${files.mitmproxy}: `
    + `keep the one that clients trust, move the other away, and ${files.certificate} with it`, { file: directory });
}

/** An authority's certificates as a file for clients holds them. */
export function certificatesText({ certificates }: Pick<Authority, 'certificates'>): string {
  return certificates.map((one) => encodePem('CERTIFICATE', one.raw)).join('');
}

function make(keyFile: string, now: number, { passphrase, commonName }: AuthorityFilesOptions): boolean {
  return writeOnce(keyFile, keyFileText(createAuthority(now, commonName === undefined ? {} : { commonName }), passphrase), 0o600);
}

/** A certificate file that holds its key too becomes the key file; clients get a new one without. */
function adopt(certificateFile: string, given: string, keyFile: string): void {
  if (!holdsKey(given)) {
    throw new AuthorityError(`the private key of this certificate is missing: put it into ${keyFile}, `
      + 'or move the certificate away to have a new authority made', { file: certificateFile });
  }
  linkOnce(certificateFile, keyFile);
}

function readFiles(directory: string, keyFile: string, files: AuthorityFileNames, now: number, passphrase: string | undefined): Omit<AuthorityInDirectory, 'created' | 'keyFile'> {
  const certificateFile = join(directory, files.certificate);
  const key = readSecret(keyFile);
  if (key === undefined) throw new AuthorityError('was removed while it was read: start again', { file: keyFile });
  const text = readPem(certificateFile);
  if (text !== undefined && text !== key && holdsKey(text)) {
    throw new AuthorityError(`holds a private key, and clients are given this file: leave the certificates alone in it, the key is in ${keyFile}`,
      { file: certificateFile });
  }
  const previous = files.previous === undefined ? undefined : readPem(join(directory, files.previous));
  const certificates = text === undefined || text === key || isOfBefore(text, key, previous) ? { text: key, file: keyFile } : { text, file: certificateFile };
  const authority = unlockAuthority({ text: key, file: keyFile }, certificates, now, passphrase);
  if (certificates.file === keyFile) replace(certificateFile, certificatesText(authority), 0o644);
  return { authority, certificateFile };
}

/** Whether a certificate file is that of the authority before: an activation was cut off between its two steps. The authority's own certificate is the first in its key file. */
function isOfBefore(text: string, key: string, previous: string | undefined): boolean {
  if (previous === undefined) return false;
  const [ofKey, shown, before] = [certificatesIn(key), certificatesIn(text), certificatesIn(previous)];
  const foreign = shown.filter((one) => !ofKey.includes(one));
  return ofKey[0] !== undefined && !shown.includes(ofKey[0]) && foreign.length > 0 && foreign.every((one) => before.includes(one));
}

/** DER, one octet a character. */
function certificatesIn(pem: string): string[] {
  return parsePem(pem).filter(({ label }) => label === 'CERTIFICATE').map(({ der }) => der.toString('latin1'));
}

function holdsKey(pem: string): boolean {
  return parsePem(pem).some((block) => block.label.endsWith('PRIVATE KEY'));
}
