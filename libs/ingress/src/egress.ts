import type { Address, Egress, Via } from '@weir/core';
import { hostPattern, type HostPattern } from './host-pattern.ts';
import { EgressError, proxyUrl } from './proxy-url.ts';

/** The options' own words. */
export interface EgressWords {
  /** Each a proxy's URL for whatever no other is for, or `HOSTS=URL`, or `HOSTS=direct`. HOSTS are patterns with commas between them. */
  readonly via: readonly string[];
  /** Patterns, also several with commas between them: reached directly, whatever `via` says. */
  readonly noProxy: readonly string[];
}

interface Rule {
  readonly hosts: readonly HostPattern[];
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
    const forAll = read.filter(({ hosts }) => hosts.length === 0);
    if (forAll.length > 1) throw new EgressError('via: more than one proxy is for all hosts; say which hosts the others are for, as in HOST=URL');
    this.#rules = read.filter(({ hosts }) => hosts.length > 0);
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
    const rule = this.#rules.find(({ hosts }) => hosts.some((pattern) => pattern.matches(to)));
    return rule === undefined ? otherwise : rule.via;
  }
}

function ruleOf(text: string): Rule {
  const equals = text.indexOf('=');
  const scheme = text.indexOf('://');
  // A later one is in a password.
  const names = equals >= 0 && (scheme < 0 ? !text.includes('@') : equals < scheme);
  if (!names) return { hosts: [], via: proxyUrl(text) };
  const way = text.slice(equals + 1);
  const hosts = patterns(text.slice(0, equals));
  if (hosts.length === 0) throw new EgressError('the hosts before = are missing');
  return { hosts, via: way === 'direct' ? undefined : proxyUrl(way) };
}

function patterns(text: string): HostPattern[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '').map((part) => {
    const pattern = hostPattern(part);
    if (pattern === undefined) throw new EgressError(`${part} is no host, address, network (10.0.0.0/8) or *`);
    return pattern;
  });
}

function inOption<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof EgressError ? new EgressError(`${name}: ${error.message}`) : error;
  }
}
