/** Something to be found in a text: a RegExp without the flags g and y is one. */
export interface HostPattern {
  test(text: string): boolean;
}

export interface HostLists {
  /** Passed through where one of these is found in a candidate (ignore_hosts). */
  readonly ignore?: readonly HostPattern[];
  /** Passed through where none of these is found in any candidate; empty: no rule (allow_hosts). */
  readonly allow?: readonly HostPattern[];
  /** Relayed as raw bytes where one is found in a host name, TLS still ended here (tcp_hosts). */
  readonly tcp?: readonly HostPattern[];
}

/** What users say about hosts by regular expressions. Pure: the same answer for the same names. */
export class HostRules {
  readonly #ignore: readonly HostPattern[];
  readonly #allow: readonly HostPattern[];
  readonly #tcp: readonly HostPattern[];

  constructor({ ignore = [], allow = [], tcp = [] }: HostLists) {
    this.#ignore = ignore;
    this.#allow = allow;
    this.#tcp = tcp;
  }

  /** Whether any connection may be passed through: else nobody need wait for its names. */
  get mayIgnore(): boolean {
    return this.#ignore.length > 0 || this.#allow.length > 0;
  }

  /** Whether a connection is passed through, by its candidates (`host:port`). `all`: no further one will come, so that allow_hosts can speak. */
  ignores(candidates: readonly string[], all: boolean): boolean {
    if (candidates.length === 0) return false;
    if (all && this.#allow.length > 0 && !anyIn(this.#allow, candidates)) return true;
    return anyIn(this.#ignore, candidates);
  }

  /** Whether what goes to one of these names (without ports) is relayed as raw bytes. */
  isRaw(names: readonly string[]): boolean {
    return anyIn(this.#tcp, names);
  }
}

function anyIn(patterns: readonly HostPattern[], texts: readonly string[]): boolean {
  return patterns.some((pattern) => texts.some((text) => pattern.test(text)));
}
