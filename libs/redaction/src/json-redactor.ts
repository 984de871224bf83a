import { Buffer } from 'node:buffer';
import { nothing, type Awaited, type PathMatcher } from './path-matcher.ts';

/** Makes what stands in place of a value, of its octets (latin1): printable ASCII without quotes or backslashes. `rule` is why. */
export type Replace = (octets: string, rule: string) => string;

/** Deeper ones are not read. */
const maxDepth = 200;
/** More values are not replaced in one document: each costs a hash. */
const maxEdits = 10_000;

const byteOrderMark = [0xef, 0xbb, 0xbf];
const recordSeparator = 0x1e;
const QUOTE = 34, COMMA = 44, MINUS = 45, ZERO = 48, NINE = 57, COLON = 58, OPEN_LIST = 91, BACKSLASH = 92, CLOSE_LIST = 93, OPEN = 123, CLOSE = 125;
const literals: ReadonlyMap<number, Buffer> = new Map(['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)]));

/**
 * Replaces in JSON what paths lead to, and leaves every other byte as it was: order, spelling of numbers, members that come twice. Strict (RFC 8259): what another reader
 * might read otherwise is not read. Several documents may follow each other, each on a line or behind a record separator (NDJSON, RFC 7464).
 */
export class JsonRedactor {
  readonly #matcher: PathMatcher;
  readonly #replace: Replace;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #edits: { readonly from: number; readonly to: number; readonly octets: string; readonly path: string }[] = [];
  #documents = 0;
  /** The string that was passed last is ASCII without escapes. */
  #isPlain = false;

  constructor(matcher: PathMatcher, replace: Replace) {
    this.#matcher = matcher;
    this.#replace = replace;
  }

  /** Documents in what was read last. */
  get documents(): number {
    return this.#documents;
  }

  /** The same object where nothing is to be replaced; undefined: it is no JSON, or beyond what is read. */
  redact(bytes: Uint8Array): Uint8Array | undefined {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = byteOrderMark.every((octet, at) => bytes[at] === octet) ? byteOrderMark.length : 0;
    this.#edits = [];
    this.#documents = 0;
    try {
      for (this.#between(); this.#at < bytes.length; this.#between()) {
        if (!this.#value(this.#matcher.start, 0)) return undefined;
        this.#documents++;
      }
      return this.#edits.length === 0 ? bytes : this.#written();
    } finally {
      this.#bytes = Buffer.alloc(0);
      this.#edits = [];
    }
  }

  #written(): Uint8Array {
    const bytes = this.#bytes;
    // Only now: what proves to be no JSON is not hashed.
    const edits = this.#edits.map(({ from, to, octets, path }) => ({ from, to, text: this.#replace(octets, path) }));
    let length = bytes.length;
    for (const { from, to, text } of edits) length += text.length + 2 - (to - from);
    const made = Buffer.allocUnsafe(length);
    let [at, end] = [0, 0];
    for (const { from, to, text } of edits) {
      end += bytes.copy(made, end, at, from);
      made[end] = QUOTE;
      end += 1 + made.write(text, end + 1, 'latin1');
      made[end++] = QUOTE;
      at = to;
    }
    bytes.copy(made, end, at);
    return made;
  }

  #value(awaited: Awaited, depth: number): boolean {
    const octet = this.#bytes[this.#at];
    switch (octet) {
      case OPEN: return depth < maxDepth && this.#object(awaited, depth + 1);
      case OPEN_LIST: return depth < maxDepth && this.#list(awaited, depth + 1);
      case QUOTE: return this.#string();
      case undefined: return false;
      default: return this.#literal(octet) || this.#number();
    }
  }

  #object(awaited: Awaited, depth: number): boolean {
    this.#at++;
    this.#space();
    if (this.#takes(CLOSE)) return true;
    do {
      this.#space();
      const from = this.#at;
      if (this.#bytes[from] !== QUOTE || !this.#string()) return false;
      const key = awaited.length === 0 ? '' : this.#key(from);
      this.#space();
      if (!this.#takes(COLON)) return false;
      this.#space();
      if (!(awaited.length === 0 ? this.#value(nothing, depth) : this.#inner(awaited, key, depth))) return false;
      this.#space();
    } while (this.#takes(COMMA));
    return this.#takes(CLOSE);
  }

  #list(awaited: Awaited, depth: number): boolean {
    this.#at++;
    this.#space();
    if (this.#takes(CLOSE_LIST)) return true;
    let index = 0;
    do {
      this.#space();
      if (!(awaited.length === 0 ? this.#value(nothing, depth) : this.#inner(awaited, index++, depth))) return false;
      this.#space();
    } while (this.#takes(COMMA));
    return this.#takes(CLOSE_LIST);
  }

  /** A member or element that a path may lead to or through. */
  #inner(awaited: Awaited, key: string | number, depth: number): boolean {
    const path = this.#matcher.hit(awaited, key);
    const from = this.#at;
    const first = this.#bytes[from];
    if (path === undefined) {
      const opens = first === OPEN || first === OPEN_LIST;
      return this.#value(opens ? this.#matcher.into(awaited, key) : nothing, depth);
    }
    if (!this.#value(nothing, depth)) return false;
    const to = this.#at;
    // null says that there is no value.
    if (first === 0x6e) return true;
    const octets = first !== QUOTE ? this.#bytes.toString('latin1', from, to) : this.#isPlain ? this.#bytes.toString('latin1', from + 1, to - 1) : Buffer.from(this.#text(from), 'utf8').toString('latin1');
    return this.#edits.push({ from, to, octets, path }) <= maxEdits;
  }

  /** The name that was passed last; '' for all that no path has. */
  #key(from: number): string {
    if (!this.#isPlain) return this.#text(from);
    return this.#matcher.mayName(this.#at - from - 2) ? this.#bytes.toString('latin1', from + 1, this.#at - 1) : '';
  }

  /** What the string says that was passed last, its escapes undone. */
  #text(from: number): string {
    return JSON.parse(this.#bytes.toString('utf8', from, this.#at)) as string;
  }

  /** RFC 8259, section 7. */
  #string(): boolean {
    const bytes = this.#bytes;
    let isPlain = true;
    for (let at = this.#at + 1; at < bytes.length; at++) {
      const octet = bytes[at]!;
      if (octet === QUOTE) {
        this.#at = at + 1;
        this.#isPlain = isPlain;
        return true;
      }
      if (octet < 32) return false;
      if (octet > 127) isPlain = false;
      if (octet !== BACKSLASH) continue;
      isPlain = false;
      const escape = bytes[++at];
      if (escape === 0x75) {
        for (let end = at + 4; at < end;) if (!isHex(bytes[++at])) return false;
      } else if (escape === undefined || !'"\\/bfnrt'.includes(String.fromCharCode(escape))) {
        return false;
      }
    }
    return false;
  }

  #literal(first: number): boolean {
    const word = literals.get(first);
    if (word === undefined || this.#bytes.compare(word, 0, word.length, this.#at, Math.min(this.#at + word.length, this.#bytes.length)) !== 0) return false;
    this.#at += word.length;
    return true;
  }

  /** RFC 8259, section 6. */
  #number(): boolean {
    this.#takes(MINUS);
    if (!this.#takes(ZERO) && !this.#digits()) return false;
    if (this.#takes(0x2e) && !this.#digits()) return false;
    if (this.#takes(0x65) || this.#takes(0x45)) {
      if (!this.#takes(0x2b)) this.#takes(MINUS);
      return this.#digits();
    }
    return true;
  }

  #digits(): boolean {
    const from = this.#at;
    for (let octet = this.#bytes[from]; octet !== undefined && octet >= ZERO && octet <= NINE; octet = this.#bytes[this.#at]) this.#at++;
    return this.#at > from;
  }

  #takes(octet: number): boolean {
    if (this.#bytes[this.#at] !== octet) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    for (let octet = this.#bytes[this.#at]; octet === 32 || octet === 10 || octet === 13 || octet === 9; octet = this.#bytes[this.#at]) this.#at++;
  }

  #between(): void {
    do this.#space(); while (this.#takes(recordSeparator));
  }
}

function isHex(octet: number | undefined): boolean {
  return octet !== undefined && ((octet >= ZERO && octet <= NINE) || ((octet | 32) >= 0x61 && (octet | 32) <= 0x66));
}
