import { Buffer } from 'node:buffer';
import { createHmac, hash as digest, randomBytes } from 'node:crypto';

/** A key of fewer octets could be found by trying. */
const minKeyBytes = 16;
/** Of the 32 that HMAC-SHA-256 has: 128 bits, 22 characters. */
const hashBytes = 16;
/** Hashes that are kept: of the newest so many, and of those before them. */
const cacheValues = 1024;
const cachedLength = 4096;
/** Of SHA-256 (RFC 2104, section 2). */
const blockBytes = 64;
const digestBytes = 32;

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
  /** The key, padded, with room for a value behind it; and with room for the inner hash. */
  readonly #inner: Buffer;
  readonly #outer: Buffer;
  #recent = new Map<string, string>();
  #older = new Map<string, string>();

  /** Throws RedactionKeyError. */
  constructor(key: string) {
    const octets = Buffer.from(key, 'utf8');
    if (octets.length < minKeyBytes) throw new RedactionKeyError(`the key has ${octets.length} characters, fewer than ${minKeyBytes}: whoever guesses it can try out values (openssl rand -hex 32 makes a good one)`);
    // Two keys of one: the id says nothing of what the hashes are made with.
    const derived = (use: string): Buffer => createHmac('sha256', octets).update(`weir redaction ${use}`).digest();
    this.keyId = `k${derived('id').toString('hex', 0, 3)}`;
    const key32 = derived('values');
    this.#inner = Buffer.alloc(blockBytes + cachedLength, 0x36);
    this.#outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
    for (let at = 0; at < digestBytes; at++) {
      this.#inner[at]! ^= key32[at]!;
      this.#outer[at]! ^= key32[at]!;
    }
  }

  /** `octets`: latin1. */
  hash(octets: string): string {
    const known = this.#recent.get(octets) ?? this.#older.get(octets);
    if (known !== undefined) return known;
    const text = `weir:${this.keyId}:${this.#hmac(octets).toString('base64url', 0, hashBytes)}`;
    // Kept as a copy: a value may be a part of a long text, which would be kept with it.
    if (octets.length <= cachedLength) this.#keep(Buffer.from(octets, 'latin1').toString('latin1'), text);
    return text;
  }

  /** RFC 2104 by two calls of a hash: an object for each value would take ten times as long. */
  #hmac(octets: string): Buffer {
    const length = octets.length;
    let inner = this.#inner;
    if (length > cachedLength) {
      inner = Buffer.allocUnsafe(blockBytes + length);
      inner.set(this.#inner.subarray(0, blockBytes));
    }
    inner.write(octets, blockBytes, 'latin1');
    digest('sha256', inner.subarray(0, blockBytes + length), 'buffer').copy(this.#outer, blockBytes);
    return digest('sha256', this.#outer, 'buffer');
  }

  #keep(octets: string, hash: string): void {
    if (this.#recent.size >= cacheValues) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(octets, hash);
  }
}
