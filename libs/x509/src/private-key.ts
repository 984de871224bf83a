import { createPrivateKey, type KeyObject } from 'node:crypto';
import { AuthorityError } from './error.ts';
import { parsePem, type PemBlock } from './pem.ts';

/** A PEM text and the file that it is from, which stands in the AuthorityErrors about it. */
export interface PemText {
  readonly text: string;
  readonly file?: string;
}

/** An AuthorityError about `pem`. */
export function wrong(pem: PemText, message: string, cause?: unknown): AuthorityError {
  return new AuthorityError(message, { ...(pem.file === undefined ? {} : { file: pem.file }), ...(cause === undefined ? {} : { cause }) });
}

/** The one private key in a PEM text. `passphrase` counts for an encrypted one alone. Throws AuthorityError. */
export function readKey(pem: PemText, passphrase?: string): KeyObject {
  const keys = privateKeys(pem.text);
  const [first] = keys;
  if (first === undefined) throw wrong(pem, 'no private key in it: expected a PEM block such as "-----BEGIN PRIVATE KEY-----"');
  if (keys.length > 1) throw wrong(pem, 'more than one private key in it: leave only the authority\'s');
  if (isEncrypted(first)) return decrypt(pem, first, passphrase);
  try {
    return createPrivateKey(first.text);
  } catch (error) {
    throw wrong(pem, 'the private key in it cannot be read: the file is damaged', error);
  }
}

/** Whether a private key in a PEM text needs a passphrase. */
export function hasEncryptedKey(text: string): boolean {
  return privateKeys(text).some(isEncrypted);
}

/**
 * The key as PEM, PKCS#8 under AES-256-CBC (PBES2). OpenSSL makes its key by PBKDF2 with HMAC-SHA-256 and 2048 rounds only, so that it is the passphrase
 * which must be hard to guess: a random one, not one to remember. Throws AuthorityError.
 */
export function encryptKey(privateKeyPem: string, passphrase: string): string {
  if (passphrase === '') throw new AuthorityError('an empty passphrase protects no private key: give one that cannot be guessed');
  return readKey({ text: privateKeyPem }).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string;
}

/** The one private key in a PEM text as PKCS#8, not encrypted. Throws AuthorityError. */
export function plainKey(pem: PemText, passphrase?: string): string {
  return readKey(pem, passphrase).export({ type: 'pkcs8', format: 'pem' }) as string;
}

function privateKeys(text: string): PemBlock[] {
  return parsePem(text).filter((block) => block.label.endsWith('PRIVATE KEY'));
}

/** PKCS#8, or the headers of RFC 1421 that OpenSSL puts before its older forms. */
function isEncrypted({ label, text }: PemBlock): boolean {
  return label.startsWith('ENCRYPTED') || text.includes('ENCRYPTED');
}

function decrypt(pem: PemText, block: PemBlock, passphrase: string | undefined): KeyObject {
  if (passphrase === undefined) {
    throw wrong(pem, 'the private key in it is encrypted, and there is no passphrase: decrypt it first, for example with `openssl pkey -in KEY -out ca-key.pem`');
  }
  try {
    return createPrivateKey({ key: block.text, passphrase });
  } catch (error) {
    // A wrong passphrase makes noise of the key, which one time in 256 looks padded: the two cannot be told apart.
    throw wrong(pem, 'the private key in it cannot be decrypted: the passphrase is not the right one, or the file is damaged', error);
  }
}
