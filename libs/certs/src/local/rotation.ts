import { join } from 'node:path';
import { AuthorityError, createAuthority, encodePem } from '@weir/x509';
import { authorityFiles, certificatesText } from './authority-files.ts';
import { move, remove, replace, writeOnce } from './files.ts';
import { keyFileText } from './key-lock.ts';
import { without, type Roots } from './roots.ts';

/** The three steps from one root to the next. Each takes effect by one system call; what comes before it changes nothing that is read, what comes after it is made up for by the next reader. */

/** Makes the next root. Throws AuthorityError where there is one. `now` is in milliseconds since the epoch. */
export function prepareNext(directory: string, roots: Roots, now: number, passphrase: string | undefined): void {
  const text = keyFileText(createAuthority(now, { commonName: newName(roots, now) }), passphrase);
  putNext(directory, text);
}

/** Puts key and certificates, in one text, where the next root is. Throws AuthorityError where there is one. */
export function putNext(directory: string, text: string): void {
  const file = join(directory, authorityFiles.next);
  if (!writeOnce(file, text, 0o600)) throw new AuthorityError('there is a next root already: activate it once all clients trust it, or move it away', { file });
}

/** Makes the next root the current one. `keyFile` is the current one's. Throws AuthorityError where there is none. */
export function activateNext(directory: string, keyFile: string, roots: Roots): void {
  const file = (name: string): string => join(directory, name);
  if (roots.next === undefined) throw noNext(directory);
  // Under its own name mitmproxy's would be a second authority beside ca-key.pem.
  if (keyFile !== file(authorityFiles.key)) move(keyFile, file(authorityFiles.key));
  const before = without([...roots.previous, ...roots.current.certificates], []);
  replace(file(authorityFiles.previous), before.map((one) => encodePem('CERTIFICATE', one.raw)).join(''), 0o644);
  if (!move(file(authorityFiles.next), file(authorityFiles.key))) throw noNext(directory);
  replace(file(authorityFiles.certificate), certificatesText(roots.next), 0o644);
}

/** Forgets the roots of before. Throws AuthorityError where there are none. */
export function forgetPrevious(directory: string, roots: Roots): void {
  if (roots.previous.length === 0) {
    throw new AuthorityError('there is no previous root to retire: first prepare the next one and activate it', { file: directory });
  }
  remove(join(directory, authorityFiles.previous));
}

function noNext(directory: string): AuthorityError {
  return new AuthorityError('there is no next root to activate: prepare one first, and wait until all clients trust it', { file: directory });
}

/** `Weir 2026-11-30`, with the time where that name is taken: clients tell roots apart by their names. */
function newName({ current, previous }: Roots, now: number): string {
  const iso = new Date(now).toISOString();
  const name = `Weir ${iso.slice(0, 10)}`;
  const taken = [...current.certificates, ...previous].some(({ subject }) => subject.split('\n').includes(`CN=${name}`));
  return taken ? `Weir ${iso.slice(0, 19)}Z` : name;
}
