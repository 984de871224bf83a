import { lstatSync } from 'node:fs';
import { AuthorityError, encryptKey, hasEncryptedKey, parsePem, readAuthority, type Authority, type AuthorityFiles, type PemText } from '@weir/x509';
import { stampsOf } from './file-stamps.ts';
import { readSecret, replaceUnchanged } from './files.ts';

/** `readAuthority`, with words for those who can set the passphrase. Throws AuthorityError. */
export function unlockAuthority(key: PemText, certificates: PemText, now: number, passphrase: string | undefined): Authority {
  if (passphrase === undefined && hasEncryptedKey(key.text)) {
    throw new AuthorityError('the private key in it is encrypted: give the certificate authority service its passphrase by the option ca_passphrase (WEIR_CA_PASSPHRASE), '
      + 'or decrypt it, for example with `openssl pkey -in KEY -out ca-key.pem`', key.file === undefined ? {} : { file: key.file });
  }
  return readAuthority(key, certificates, now, passphrase);
}

/** A new authority as one file holds it: its key, encrypted where there is a passphrase, then its certificate. */
export function keyFileText({ key, certificate }: AuthorityFiles, passphrase: string | undefined): string {
  return (passphrase === undefined ? key : encryptKey(key, passphrase)) + certificate;
}

/**
 * Encrypts the private key in a file, where it is not yet: a reader sees the old file or the new one. False where it is still as it was: a link, whose file is somebody else's, or
 * what cannot be written. Throws AuthorityError for a file that cannot be read.
 */
export function lockKeyFile(file: string, passphrase: string): boolean {
  const stamp = stampsOf([file]);
  const text = readSecret(file);
  if (text === undefined || hasEncryptedKey(text)) return true;
  if (lstatSync(file).isSymbolicLink()) return false;
  const block = parsePem(text).find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (block === undefined) return false;
  const plain = block.text.trimEnd();
  const locked = text.replace(plain, () => encryptKey(plain, passphrase).trimEnd());
  try {
    // Another replica may have activated the next root meanwhile: its file is not to be overwritten with the one of before.
    return replaceUnchanged(file, locked, 0o600, () => stampsOf([file]) === stamp);
  } catch (error) {
    if (error instanceof AuthorityError) return false;
    throw error;
  }
}
