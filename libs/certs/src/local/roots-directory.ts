import { join } from 'node:path';
import { AuthorityError, readCertificates, type Authority } from '@weir/x509';
import { authorityFiles, openAuthority, readExisting, type AuthorityInDirectory } from './authority-files.ts';
import { stampsOf } from './file-stamps.ts';
import { makeDirectory, readPem, readSecret, sweep } from './files.ts';
import { lockKeyFile, unlockAuthority } from './key-lock.ts';
import { activateNext, forgetPrevious, prepareNext } from './rotation.ts';
import { rootsOf, type Roots } from './roots.ts';

export interface RootsOptions {
  readonly directory: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Of the keys: those that are made, and those that are not encrypted, are encrypted with it. */
  readonly passphrase?: string | undefined;
}

/**
 * The directory of an authority that changes: several processes may share it, each follows by `reload`. Whenever a process is killed, opening again
 * gives the roots of before the step or those of after it.
 */
export interface RootsDirectory {
  /** What clients are to trust: the current authority's certificates, without a key. */
  readonly certificateFile: string;
  /** Whether opening has made the current authority. */
  readonly created: boolean;
  /** Why the last `reload` has kept what was there; undefined where it has not. */
  readonly error: AuthorityError | undefined;
  /** Files whose key is not encrypted although there is a passphrase: links, and what cannot be written. */
  readonly plainKeys: readonly string[];
  roots(): Roots;
  /** Makes the next root: clients learn to trust it. The steps give the roots of after them, and throw AuthorityError: out of order, or where nothing can be written. */
  prepare(): Roots;
  /** The next root signs; that of before is still trusted. */
  activate(): Roots;
  /** The roots of before are trusted no more. */
  retire(): Roots;
  /** Reads the files again where they have changed. False where they have not, and where they cannot be read as they are now: then `error` says why, and the next call tries again. */
  reload(): boolean;
}

/** Opens the directory, and makes a first authority where there is none. Throws AuthorityError. */
export function openRoots(options: RootsOptions): RootsDirectory {
  return new Directory(options);
}

interface Snapshot {
  readonly roots: Roots;
  readonly keyFile: string;
  readonly certificateFile: string;
  readonly stamps: string;
  readonly plainKeys: readonly string[];
}

const names = Object.values(authorityFiles);

class Directory implements RootsDirectory {
  readonly created: boolean;
  error: AuthorityError | undefined;
  readonly #options: RootsOptions;
  readonly #files: readonly string[];
  #snapshot: Snapshot;

  constructor(options: RootsOptions) {
    const { directory, now, passphrase } = options;
    this.#options = options;
    this.#files = names.map((name) => join(directory, name));
    makeDirectory(directory);
    sweep(directory, names, now());
    let created = false;
    this.#snapshot = this.#read(() => {
      const opened = openAuthority(directory, now(), { passphrase });
      created ||= opened.created;
      return opened;
    });
    this.created = created;
  }

  get certificateFile(): string {
    return this.#snapshot.certificateFile;
  }

  get plainKeys(): readonly string[] {
    return this.#snapshot.plainKeys;
  }

  roots(): Roots {
    return this.#snapshot.roots;
  }

  prepare(): Roots {
    return this.#step(({ roots }) => prepareNext(this.#options.directory, roots, this.#options.now(), this.#options.passphrase));
  }

  activate(): Roots {
    return this.#step(({ roots, keyFile }) => activateNext(this.#options.directory, keyFile, roots));
  }

  retire(): Roots {
    return this.#step(({ roots }) => forgetPrevious(this.#options.directory, roots));
  }

  reload(): boolean {
    if (this.error === undefined && stampsOf(this.#files) === this.#snapshot.stamps) return false;
    try {
      this.#refresh();
      return true;
    } catch (error) {
      if (!(error instanceof AuthorityError)) throw error;
      this.error = error;
      return false;
    }
  }

  #step(does: (snapshot: Snapshot) => void): Roots {
    // Another replica may have taken a step meanwhile.
    this.#refresh();
    try {
      does(this.#snapshot);
    } catch (error) {
      // It may have taken effect all the same.
      this.reload();
      throw error;
    }
    this.#refresh();
    return this.roots();
  }

  #refresh(): void {
    const { directory, now, passphrase } = this.#options;
    this.#snapshot = this.#read(() => readExisting(directory, now(), { passphrase }));
    this.error = undefined;
  }

  /** Reads until nothing has changed meanwhile: one moment's files belong together, those of two may not. */
  #read(open: () => AuthorityInDirectory): Snapshot {
    for (let tries = 0; tries < 10; tries++) {
      const stamps = stampsOf(this.#files);
      try {
        const snapshot = { ...this.#readOnce(open), stamps };
        if (stampsOf(this.#files) === stamps) return snapshot;
      } catch (error) {
        if (stampsOf(this.#files) === stamps) throw error;
      }
    }
    throw new AuthorityError('its files change again and again while they are read: let one process alone change them', { file: this.#options.directory });
  }

  #readOnce(open: () => AuthorityInDirectory): Omit<Snapshot, 'stamps'> {
    const { authority, keyFile, certificateFile } = open();
    const next = this.#readNext();
    const previousFile = join(this.#options.directory, authorityFiles.previous);
    const previous = readPem(previousFile);
    const roots = rootsOf(authority, next, previous === undefined ? [] : readCertificates({ text: previous, file: previousFile }));
    const keyFiles = [keyFile, ...next === undefined ? [] : [join(this.#options.directory, authorityFiles.next)]];
    return { roots, keyFile, certificateFile, plainKeys: this.#lock(keyFiles) };
  }

  #readNext(): Authority | undefined {
    const file = join(this.#options.directory, authorityFiles.next);
    const text = readSecret(file);
    return text === undefined ? undefined : unlockAuthority({ text, file }, { text, file }, this.#options.now(), this.#options.passphrase);
  }

  /** Those that stay as they are. */
  #lock(keyFiles: readonly string[]): string[] {
    const { passphrase } = this.#options;
    return passphrase === undefined ? [] : keyFiles.filter((file) => !lockKeyFile(file, passphrase));
  }
}
