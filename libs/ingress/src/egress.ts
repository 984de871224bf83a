import type { Address, Egress, Via } from '@weir/core';
import { hostPattern, type HostPattern } from './host-pattern.ts';
import { EgressError, proxyUrl } from './proxy-url.ts';

/** The options' own words. */
export interface EgressWords {
  /** Each a proxy's URL for whatever no other is for, or `HOST=URL`, or `HOST=direct`; HOST is a pattern. */
  readonly via: readonly string[];
  /** Patterns, also several with commas between them: reached directly, whatever `via` says. */
  readonly noProxy: readonly string[];
}

interface Rule {
  /** Absent: all. */
  readonly host?: HostPattern;
  /** Undefined: directly. */
  readonly via: Via | undefined;
}

/** Which way each destination is reached: no_proxy, then the first rule that is for it, then the mode's own proxy, then the one for all. */
export class EgressRules {
  readonly #direct: readonly HostPattern[];
  readonly #rules: readonly Rule[];
  readonly #forAll: Via | undefined;

  /** Throws an EgressError that begins with the option's name. */
  constructor(words: EgressWords = { via: [], noProxy: [] }) {
    this.#direct = inOption('no_proxy', () => words.noProxy.flatMap(patterns));
    const read = inOption('via', () => words.via.map(ruleOf));
    const forAll = read.filter(({ host }) => host === undefined);
    if (forAll.length > 1) throw new EgressError('via: more than one proxy is for all hosts; say which host the others are for, as in HOST=URL');
    this.#rules = read.filter(({ host }) => host !== undefined);
    this.#forAll = forAll[0]?.via;
  }

  /** For a mode; `own` is its own proxy. Undefined: all of it goes directly. */
  of(own?: Via): Egress | undefined {
    const otherwise = own ?? this.#forAll;
    if (otherwise === undefined && this.#rules.every(({ via }) => via === undefined)) return undefined;
    return { via: (to) => this.#via(to, otherwise) };
  }

  #via(to: Address, otherwise: Via | undefined): Via | undefined {
    if (this.#direct.some((pattern) => pattern.matches(to))) return undefined;
    const rule = this.#rules.find(({ host }) => host?.matches(to));
    return rule === undefined ? otherwise : rule.via;
  }
}

function ruleOf(text: string): Rule {
  const equals = text.indexOf('=');
  const scheme = text.indexOf('://');
  // A later one is in a password.
  const names = equals >= 0 && (scheme < 0 ? !text.includes('@') : equals < scheme);
  if (!names) return { via: proxyUrl(text) };
  const way = text.slice(equals + 1);
  return { host: pattern(text.slice(0, equals)), via: way === 'direct' ? undefined : proxyUrl(way) };
}

function patterns(text: string): HostPattern[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '').map(pattern);
}

function pattern(text: string): HostPattern {
  const found = hostPattern(text);
  if (found === undefined) throw new EgressError(`${text === '' ? 'nothing' : text} is no host, address, network (10.0.0.0/8) or *`);
  return found;
}

function inOption<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof EgressError ? new EgressError(`${name}: ${error.message}`) : error;
  }
}
