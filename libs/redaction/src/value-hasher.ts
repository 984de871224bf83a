import { Buffer } from 'node:buffer';
import { createHmac, randomBytes } from 'node:crypto';

/** A key of fewer octets could be found by trying. */
const minKeyBytes = 16;
/** Of the 32 that HMAC-SHA-256 has: 128 bits, 22 characters. */
const hashBytes = 16;
/** Hashes that are kept: of the newest so many, and of those before them. */
const cacheValues = 1024;
const cachedLength = 4096;

/** What stands in place of a value: `weir:` KEY `:` HASH. The key's short id says which hashes can be compared. */
export const hashPattern = /weir:k[0-9a-f]{6}:[\w-]{22}/;
const wholeHash = new RegExp(`^${hashPattern.source}$`);

/** What is wrong with a key. */
export class RedactionKeyError extends Error {
  override readonly name = 'RedactionKeyError';
}

export function isHash(text: string): boolean {
  return wholeHash.test(text);
}

/** A key of this process: its hashes compare with no other's. */
export function randomKey(): string {
  return randomBytes(32).toString('base64url');
}

/** Equal values get equal hashes (HMAC-SHA-256, RFC 2104), from which nobody without the key tells the value. */
export class ValueHasher {
  /** Of the key: `k` and 6 hexadecimal digits. */
  readonly keyId: string;
  readonly #key: Buffer;
  #recent = new Map<string, string>();
  #older = new Map<string, string>();

  /** Throws RedactionKeyError. */
  constructor(key: string) {
    const octets = Buffer.from(key, 'utf8');
    if (octets.length < minKeyBytes) throw new RedactionKeyError(`the key has ${octets.length} characters, fewer than ${minKeyBytes}: whoever guesses it can try out values (openssl rand -hex 32 makes a good one)`);
    // Two keys of one: the id says nothing of what the hashes are made with.
    const derived = (use: string): Buffer => createHmac('sha256', octets).update(`weir redaction ${use}`).digest();
    this.keyId = `k${derived('id').toString('hex', 0, 3)}`;
    this.#key = derived('values');
  }

  /** `octets`: latin1. */
  hash(octets: string): string {
    const known = this.#recent.get(octets) ?? this.#older.get(octets);
    if (known !== undefined) return known;
    const bytes = Buffer.from(octets, 'latin1');
    const hash = `weir:${this.keyId}:${createHmac('sha256', this.#key).update(bytes).digest().toString('base64url', 0, hashBytes)}`;
    // Kept as a copy: a value may be a part of a long text, which would be kept with it.
    if (bytes.length <= cachedLength) this.#keep(bytes.toString('latin1'), hash);
    return hash;
  }

  #keep(octets: string, hash: string): void {
    if (this.#recent.size >= cacheValues) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(octets, hash);
  }
}
