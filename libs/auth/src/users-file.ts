import { closeSync, constants, fstatSync, openSync, readSync, statSync, type BigIntStats } from 'node:fs';
import { ProxyauthError } from './proxyauth.ts';
import { parseUsers, type Users } from './users.ts';

const mostBytes = 1024 * 1024;

/** What `UsersFile` has to tell: the file was changed and read again, or could not be and the users of before stay. */
export type FileNews = { readonly event: 'read'; readonly users: number } | { readonly event: 'unreadable'; readonly message: string };

/** An htpasswd file that is read again whenever it has changed. Waits for the disk: not for the event loop, but at the start. */
export class UsersFile {
  readonly #path: string;
  readonly #news: (news: FileNews) => void;
  #users: Users;
  /** The file as it was when it was last looked at. */
  #seen: string;

  /** Throws ProxyauthError where the file cannot be read, or says nothing usable. */
  constructor(path: string, news: (news: FileNews) => void = () => undefined) {
    this.#path = path;
    this.#news = news;
    [this.#users, this.#seen] = readUsers(path);
  }

  /** Those of now. A file that is wrong, or gone, changes nothing but is told once: a typing error must not lock everybody out. */
  get users(): Users {
    const now = this.#look();
    if (now === this.#seen) return this.#users;
    this.#seen = now;
    try {
      [this.#users, this.#seen] = readUsers(this.#path);
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

function readUsers(path: string): [Users, string] {
  try {
    const [bytes, seen] = readWhole(path);
    return [parseUsers(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), seen];
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
