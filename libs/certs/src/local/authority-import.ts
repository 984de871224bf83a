import { join } from 'node:path';
import { encryptKey, plainKey, readAuthority, type Authority, type PemText } from '@weir/x509';
import { authorityFiles, certificatesText, findKeyFile, openAuthority } from './authority-files.ts';
import { isThere, makeDirectory, readSecret, replace, writeOnce } from './files.ts';
import { unlockAuthority } from './key-lock.ts';
import { putNext } from './rotation.ts';

export interface AuthorityImport {
  readonly directory: string;
  /** The private key, RSA or EC: mitmproxy-ca.pem, say. */
  readonly key: PemText;
  /** Its certificate, and those of its issuers where it is an intermediate. May be the same text. */
  readonly certificates: PemText;
  /** Of the given key. */
  readonly keyPassphrase?: string | undefined;
  /** Of the keys in the directory. */
  readonly passphrase?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Puts an existing authority into a directory: as the current one where there is none, else as the next one, which is said. One that is there
 * already, as the current or the next one, stays. Throws AuthorityError for one that cannot be used, and where there is another next one.
 */
export function importAuthority(options: AuthorityImport): 'current' | 'next' {
  const { directory, passphrase, now } = options;
  const authority = readAuthority(options.key, options.certificates, now, options.keyPassphrase);
  const plain = plainKey(options.key, options.keyPassphrase);
  const text = (passphrase === undefined ? plain : encryptKey(plain, passphrase)) + certificatesText(authority);
  makeDirectory(directory);
  if (findKeyFile(directory) === undefined && !isThere(join(directory, authorityFiles.certificate)) && writeOnce(join(directory, authorityFiles.key), text, 0o600)) {
    replace(join(directory, authorityFiles.certificate), certificatesText(authority), 0o644);
    return 'current';
  }
  if (isSame(authority, openAuthority(directory, now, { passphrase }).authority)) return 'current';
  if (isSame(authority, nextIn(directory, now, passphrase))) return 'next';
  putNext(directory, text);
  return 'next';
}

function nextIn(directory: string, now: number, passphrase: string | undefined): Authority | undefined {
  const file = join(directory, authorityFiles.next);
  const text = readSecret(file);
  return text === undefined ? undefined : unlockAuthority({ text, file }, { text, file }, now, passphrase);
}

function isSame(one: Authority, other: Authority | undefined): boolean {
  return one.certificates[0]!.fingerprint256 === other?.certificates[0]!.fingerprint256;
}
