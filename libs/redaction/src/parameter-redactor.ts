import { Buffer } from 'node:buffer';
import type { Replace } from './json-redactor.ts';
import { percentDecoded } from './percent.ts';

/** What a text is, and so where parameters begin and values end. */
export type ParameterText =
  /** A URL and nothing else: parameters from its first ? or #. */
  | 'url'
  /** A URL may be in it, between spaces, quotes or angle brackets. */
  | 'text'
  /** Parameters alone: a form (application/x-www-form-urlencoded). */
  | 'form';

/** More values of one text are not replaced one by one. */
const maxValues = 1000;
/** A parameter may hold a URL with parameters, and so on. */
const maxNesting = 3;

const QUOTE = 0x22, HASH = 0x23, AMPERSAND = 0x26, SEMICOLON = 0x3b, LESS = 0x3c, EQUALS = 0x3d, GREATER = 0x3e, QUESTION = 0x3f;

/** Replaces the values of parameters, by name. Octets in and out (latin1). */
export class ParameterRedactor {
  readonly #names: ReadonlySet<string>;
  readonly #replace: Replace;
  /** No longer one is on the list, however it is encoded. */
  readonly #longest: number;

  constructor(names: readonly string[], replace: Replace) {
    this.#names = new Set(names.map((name) => name.toLowerCase()));
    this.#replace = replace;
    this.#longest = Math.max(0, ...names.map((name) => 3 * Buffer.byteLength(name)));
  }

  /** The same string where nothing is to be replaced. */
  redact(octets: string, kind: ParameterText): string {
    return this.#redact(octets, kind, 0, this.#replace);
  }

  #redact(octets: string, kind: ParameterText, nesting: number, replace: Replace): string {
    if (!octets.includes('=')) return octets;
    let active = kind === 'form';
    /** Of the name that is being read. */
    let from = 0;
    let equals = -1;
    let rule: string | undefined;
    let values = 0;
    let made = '';
    let taken = 0;
    for (let at = 0; at <= octets.length; at++) {
      const code = at === octets.length ? AMPERSAND : octets.charCodeAt(at);
      const leaves = kind === 'text' && (code <= 32 || code === QUOTE || code === LESS || code === GREATER);
      const ends = code === AMPERSAND || code === HASH || leaves;
      // These separate for some servers: a name may begin there, but a value that is to be replaced goes on.
      const splits = (code === QUESTION || code === SEMICOLON) && rule === undefined;
      if (!ends && !splits) {
        if (code === EQUALS && active && equals < 0) {
          equals = at;
          rule = this.#ruleOf(octets, from, at);
        }
        continue;
      }
      if (equals >= 0) {
        const value = octets.slice(equals + 1, at);
        const why = rule ?? this.#inside(value, nesting);
        if (why !== undefined && value !== '') {
          if (++values > maxValues) return made + octets.slice(taken, equals + 1) + replace(octets.slice(equals + 1), why);
          made += octets.slice(taken, equals + 1) + replace(percentDecoded(value), why);
          taken = at;
        }
      }
      if (leaves) active = false;
      else if (code === QUESTION || code === HASH) active = true;
      from = at + 1;
      equals = -1;
      rule = undefined;
    }
    return taken === 0 ? octets : made + octets.slice(taken);
  }

  /** The rule for a parameter of that name, as it is on the list. */
  #ruleOf(octets: string, from: number, to: number): string | undefined {
    // `token[]`, `token[0]` are the token for servers that make lists of them; at most 8 characters more.
    if (to - from > this.#longest + 8) return undefined;
    const name = Buffer.from(percentDecoded(octets.slice(from, to)), 'latin1').toString('utf8').toLowerCase();
    if (this.#names.has(name)) return name;
    const bare = name.replace(/\[\d{0,6}\]$/, '');
    return bare !== name && this.#names.has(bare) ? bare : undefined;
  }

  /** The rule for a parameter of a URL that is itself the value of a parameter: then all of the value goes. */
  #inside(value: string, nesting: number): string | undefined {
    if (nesting >= maxNesting || !/%3d/i.test(value)) return undefined;
    let found: string | undefined;
    this.#redact(percentDecoded(value), 'form', nesting + 1, (_octets, rule) => (found ??= rule));
    return found;
  }
}
