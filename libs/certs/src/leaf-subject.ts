import { organizationName, subjectName, subjectNames, type SubjectName } from '@weir/x509';

/** What a leaf is to say, and nothing else: two requests with the same subject get the same leaf. */
export interface LeafSubject {
  /** At least one. */
  readonly names: readonly SubjectName[];
  readonly organization: string | undefined;
}

/** Stands where a client and a server have not one usable name (RFC 6761, 6.4): a client that checks names refuses it. */
const unnamed = subjectName('unnamed.invalid')!;

/** What is known of a leaf: LeafRequest has this shape. */
interface Wanted {
  readonly names: readonly string[];
  readonly like?: { readonly commonName?: string | undefined; readonly organization?: string | undefined; readonly names: readonly string[] };
}

/** mitmproxy's order: the server's CN, the server's names, then what was asked for; O is the server's. */
export function leafSubject({ names, like }: Wanted): LeafSubject {
  const copied = like === undefined ? [] : [like.commonName ?? '', ...like.names];
  const usable = subjectNames(copied, names);
  return { names: usable.length === 0 ? [unnamed] : usable, organization: organizationName(like?.organization) };
}

/** Names hold neither spaces nor line feeds, so no two subjects share a key. */
export function subjectKey({ names, organization }: LeafSubject): string {
  return `${names.map((name) => name.text).join(' ')}\n${organization ?? ''}`;
}
