import { BlockList, isIP } from 'node:net';
import { nameSubtree, subjectName, type SubjectName } from '@weir/x509';

/** A domain, with all names below it or those alone. */
interface Domain {
  /** Lower case, A-labels, without a point in front. */
  readonly name: string;
  readonly belowAlone: boolean;
}

/** Names that a policy speaks of: `*` for all, `example.com` with all below it, `.example.com` for those below alone, an address, a network such as 10.0.0.0/8. */
export class NameRules {
  /** In their normal form: lower case, A-labels. */
  readonly texts: readonly string[];
  readonly #all: boolean;
  readonly #domains: readonly Domain[];
  readonly #networks = new BlockList();

  /** Throws TypeError for a text that is none of these. */
  constructor(texts: readonly string[]) {
    this.#all = texts.includes('*');
    this.#domains = texts.filter((text) => text !== '*' && !this.#addNetwork(text)).map(domainOf);
    this.texts = [
      ...(this.#all ? ['*'] : []), ...texts.filter((text) => nameSubtree(text)?.kind === 'ip'),
      ...this.#domains.map(({ name, belowAlone }) => (belowAlone ? `.${name}` : name)),
    ];
  }

  get isAll(): boolean {
    return this.#all;
  }

  /** Whether all that a certificate with this name is good for is among them. */
  covers({ kind, text }: SubjectName): boolean {
    if (this.#all) return true;
    if (kind === 'ip') return this.#holds(text);
    // What `*.example.com` stands for is all below example.com (RFC 9525, 6.3).
    const [base, isWildcard] = parted(text);
    return this.#domains.some(({ name, belowAlone }) => isBelow(base, name) || (base === name && (isWildcard || !belowAlone)));
  }

  /** Whether a certificate with this name is good for any of them. */
  touches({ kind, text }: SubjectName): boolean {
    if (this.#all) return true;
    if (kind === 'ip') return this.#holds(text);
    const [base, isWildcard] = parted(text);
    return this.#domains.some(({ name, belowAlone }) => isBelow(base, name)
      || (base === name && (isWildcard || !belowAlone))
      || (isWildcard && !belowAlone && name.slice(name.indexOf('.') + 1) === base));
  }

  #holds(address: string): boolean {
    return this.#networks.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }

  #addNetwork(text: string): boolean {
    const [address = ''] = text.split('/');
    const version = isIP(address);
    if (version === 0) return false;
    // As certificates can say it: no host bits, no zone, no IPv4 in IPv6.
    const subtree = nameSubtree(text);
    if (subtree?.kind !== 'ip') throw unreadable(text);
    const [network, length] = subtree.network.split('/') as [string, string];
    this.#networks.addSubnet(network, Number(length), version === 4 ? 'ipv4' : 'ipv6');
    return true;
  }
}

function domainOf(text: string): Domain {
  const belowAlone = text.startsWith('.');
  const name = subjectName(belowAlone ? text.slice(1) : text);
  // What ends in digits is an address that is none (WHATWG URL, 3.5).
  if (name?.kind !== 'dns' || name.text.startsWith('*') || /(?:^|\.)\d+$/.test(name.text)) throw unreadable(text);
  return { name: name.text, belowAlone };
}

function unreadable(text: string): TypeError {
  return new TypeError(`${JSON.stringify(text)}: expected *, a name such as example.com (with all below it) or .example.com (those below alone), an address or a network such as 10.0.0.0/8`);
}

function parted(text: string): readonly [base: string, isWildcard: boolean] {
  return text.startsWith('*.') ? [text.slice(2), true] : [text, false];
}

function isBelow(name: string, domain: string): boolean {
  return name.endsWith(`.${domain}`);
}
