import { closeSync, constants, fstatSync, openSync, readSync, statSync, type BigIntStats } from 'node:fs';
import { ProxyauthError } from './proxyauth.ts';
import { parseUsers, type Users } from './users.ts';

const mostBytes = 1024 * 1024;

/** What `UsersFile` has to tell: the file was changed and read again, or could not be and the users of before stay. */
export type FileNews = { readonly event: 'read'; readonly users: number } | { readonly event: 'unreadable'; readonly message: string };

/** A file as it was read, to be handed on. */
export interface FileContent {
  readonly text: string;
  /** Tells it from what the file holds at other times. */
  readonly seen: string;
}

/** An htpasswd file that is read again whenever it has changed. Waits for the disk: not for the event loop, but at the start. */
export class UsersFile {
  readonly #path: string;
  readonly #news: (news: FileNews) => void;
  #users: Users;
  /** The file as it was when it was last looked at. */
  #seen: string;

  /** Throws ProxyauthError where it says nothing usable. */
  constructor(path: string, { text, seen }: FileContent, news: (news: FileNews) => void) {
    this.#path = path;
    this.#news = news;
    this.#users = parsed(path, text);
    this.#seen = seen;
  }

  /** Those of now. A file that is wrong, or gone, changes nothing but is told once: a typing error must not lock everybody out. */
  get users(): Users {
    const now = this.#look();
    if (now === this.#seen) return this.#users;
    this.#seen = now;
    try {
      const { text, seen } = readContent(this.#path);
      this.#seen = seen;
      this.#users = parsed(this.#path, text);
      this.#news({ event: 'read', users: this.#users.size });
    } catch (error) {
      if (!(error instanceof ProxyauthError)) throw error;
      this.#news({ event: 'unreadable', message: error.message });
    }
    return this.#users;
  }

  #look(): string {
    try {
      return signature(statSync(this.#path, { bigint: true }));
    } catch (error) {
      return `none: ${(error as NodeJS.ErrnoException).code}`;
    }
  }
}

/** Throws ProxyauthError where the file cannot be read. */
export function readContent(path: string): FileContent {
  return told(path, () => {
    const [bytes, seen] = readWhole(path);
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), seen };
  });
}

function parsed(path: string, text: string): Users {
  return told(path, () => parseUsers(text));
}

function told<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ProxyauthError(`${path}: ${reason(error)}`);
  }
}

/** The bytes and whose they are: of one file, though another may take its place meanwhile. */
function readWhole(path: string): [Buffer, string] {
  // Opening a pipe would wait for who writes into it.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file, { bigint: true });
    if (!stats.isFile()) throw new ProxyauthError('this is no file');
    if (stats.size > mostBytes) throw new ProxyauthError(`larger than ${mostBytes} bytes`);
    const bytes = Buffer.alloc(Number(stats.size));
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) read = readSync(file, bytes, length, bytes.length - length, null);
    return [bytes.subarray(0, length), signature(stats)];
  } finally {
    closeSync(file);
  }
}

function signature({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

function reason(error: unknown): string {
  if (error instanceof ProxyauthError) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'not in UTF-8';
  if (code === 'ENOENT') return 'there is no such file';
  return `cannot be read (${code ?? String(error)})`;
}
