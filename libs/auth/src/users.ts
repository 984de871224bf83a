import { ProxyauthError } from './proxyauth.ts';
import { matches, readHash, unmatchable, type StoredHash } from './stored-hash.ts';

const longestLine = 1024;

/** The users of an htpasswd file. */
export class Users {
  readonly #hashes: ReadonlyMap<string, StoredHash>;
  /** What a user who is not there is checked against: the answer takes as long as for one who is. */
  readonly #nobody: StoredHash;

  constructor(hashes: ReadonlyMap<string, StoredHash>) {
    const costliest = [...hashes.values()].reduce((most, each) => (each.cost > most.cost ? each : most));
    this.#hashes = hashes;
    this.#nobody = unmatchable(costliest);
  }

  get size(): number {
    return this.#hashes.size;
  }

  /** Takes as long as the hashes want it to: not for the event loop. */
  has(user: string, password: string): boolean {
    const known = this.#hashes.get(user);
    const same = matches(known ?? this.#nobody, password);
    return known !== undefined && same;
  }
}

/** Reads `user:hash` lines; empty ones and those that begin with `#` are left out. Throws ProxyauthError with the line's number. */
export function parseUsers(text: string): Users {
  const hashes = new Map<string, StoredHash>();
  for (const [index, line] of text.split('\n').entries()) {
    const entry = line.trim();
    if (entry === '' || entry.startsWith('#')) continue;
    try {
      const [user, hash] = parseLine(entry);
      if (hashes.has(user)) throw new ProxyauthError('a user of an earlier line again');
      hashes.set(user, hash);
    } catch (error) {
      throw error instanceof ProxyauthError ? new ProxyauthError(`line ${index + 1}: ${error.message}`) : error;
    }
  }
  if (hashes.size === 0) throw new ProxyauthError('there is no user in it');
  return new Users(hashes);
}

function parseLine(entry: string): readonly [string, StoredHash] {
  if (entry.length > longestLine) throw new ProxyauthError(`longer than ${longestLine} characters`);
  const colon = entry.indexOf(':');
  if (colon < 1) throw new ProxyauthError('expected user:hash');
  const user = entry.slice(0, colon);
  if (/[\x00-\x1f\x7f]/.test(user)) throw new ProxyauthError('there is a control character in the user');
  return [user, readHash(entry.slice(colon + 1))];
}
