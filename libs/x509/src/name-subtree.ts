import { ipBytes } from '@weir/core';
import { AuthorityError } from './error.ts';
import { addressText, subjectName, type SubjectName } from './names.ts';

/** Names that an authority may sign, or must not: a domain and all below it, or the addresses of a network. As `nameSubtree` writes it. */
export type NameSubtree =
  | { readonly kind: 'dns'; readonly domain: string }
  /** CIDR. */
  | { readonly kind: 'ip'; readonly network: string };

/** As it stands in nameConstraints: a domain's ASCII, or an address and a mask of the same length (RFC 5280, 4.2.1.10). */
export interface SubtreeBase {
  readonly kind: 'dns' | 'ip';
  readonly bytes: Buffer;
}

/** Reads a domain, without a point or wildcard in front, or a network in CIDR form, whose host bits are zero; an address is a network of one. Undefined for what is neither. */
export function nameSubtree(text: string): NameSubtree | undefined {
  const slash = text.indexOf('/');
  if (slash >= 0) return networkOf(text.slice(0, slash), text.slice(slash + 1));
  const name = subjectName(text);
  if (name?.kind === 'ip') return networkOf(text, undefined);
  return name === undefined || name.text.startsWith('*') ? undefined : { kind: 'dns', domain: name.text };
}

/** What `nameSubtree` reads. */
export function subtreeText(subtree: NameSubtree): string {
  return subtree.kind === 'dns' ? subtree.domain : subtree.network;
}

/** Throws AuthorityError for a subtree that `nameSubtree` would not have made. */
export function subtreeBase(subtree: NameSubtree): SubtreeBase {
  const text = subtreeText(subtree);
  const read = nameSubtree(text);
  if (read?.kind !== subtree.kind) throw new AuthorityError(`${JSON.stringify(text)} is neither a domain nor a network such as 10.0.0.0/8`);
  if (read.kind === 'dns') return { kind: 'dns', bytes: Buffer.from(read.domain, 'latin1') };
  const [address, length] = read.network.split('/') as [string, string];
  const bytes = ipBytes(address)!;
  return { kind: 'ip', bytes: Buffer.concat([bytes, mask(bytes.length, Number(length))]) };
}

/**
 * Tells of names whether an authority with these constraints may sign them; where `permitted` is empty, all that is not excluded. A wildcard stands for one label (RFC 9525, 6.3): it is within
 * where all that it stands for is permitted and nothing is excluded. Throws AuthorityError for a subtree that is none.
 */
export function withinSubtrees(permitted: readonly NameSubtree[], excluded: readonly NameSubtree[]): (name: SubjectName) => boolean {
  // Read once: each name is held against all of them.
  const [permittedBases, excludedBases] = [permitted.map(subtreeBase), excluded.map(subtreeBase)];
  return (name) => (permittedBases.length === 0 || permittedBases.some((base) => covers(base, name))) && !excludedBases.some((base) => touches(base, name));
}

/** Whether all that `name` stands for is in the subtree. */
function covers(base: SubtreeBase, name: SubjectName): boolean {
  if (base.kind !== name.kind) return false;
  return base.kind === 'ip' ? contains(base.bytes, name.bytes) : isBelow(name.text.startsWith('*.') ? name.text.slice(2) : name.text, base.bytes.toString('latin1'));
}

/** Whether anything that `name` stands for is in the subtree. */
function touches(base: SubtreeBase, name: SubjectName): boolean {
  if (covers(base, name)) return true;
  if (base.kind === 'ip' || !name.text.startsWith('*.')) return false;
  const domain = base.bytes.toString('latin1');
  return domain.slice(domain.indexOf('.') + 1) === name.text.slice(2);
}

function isBelow(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function contains(base: Buffer, address: Buffer): boolean {
  const size = base.length / 2;
  return address.length === size && address.every((octet, at) => (octet & base[size + at]!) === base[at]);
}

function networkOf(address: string, length: string | undefined): NameSubtree | undefined {
  const name = /[%[]/.test(address) ? undefined : subjectName(address);
  const given = ipBytes(address);
  // An IPv4 address within an IPv6 one is an IPv4 name in certificates: as a network it would match nothing.
  if (name?.kind !== 'ip' || given?.length !== name.bytes.length) return undefined;
  const bits = 8 * given.length;
  if (length !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return undefined;
  const kept = mask(given.length, prefix);
  return given.every((octet, at) => (octet & kept[at]!) === octet) ? { kind: 'ip', network: `${addressText(given)}/${prefix}` } : undefined;
}

function mask(octets: number, prefix: number): Buffer {
  return Buffer.from(Array.from({ length: octets }, (_, at) => 0xff & ~(0xff >> Math.min(8, Math.max(0, prefix - 8 * at)))));
}
