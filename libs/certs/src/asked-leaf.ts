import { AuthorityError, maxNames, subjectName, type SubjectName } from '@weir/x509';
import { leafSubject, type LeafSubject } from './leaf-subject.ts';

/** Of a request's names: more than any connection has. */
const mostNames = 100;

/** The server's certificate as a caller of the certificate authority service tells of it. */
export interface AskedLike {
  readonly commonName?: string | undefined;
  readonly organization?: string | undefined;
  readonly names: readonly string[];
}

/** The names that a caller wants in a certificate. Throws AuthorityError for too many, and for one that is none. */
export function askedNames(names: readonly string[]): readonly SubjectName[] {
  if (names.length > mostNames) throw new AuthorityError(`${names.length} of them: at most ${mostNames} are taken`);
  return names.map((text, index) => {
    const name = subjectName(text);
    if (name === undefined) throw new AuthorityError(`number ${index + 1} is neither a DNS name nor an IP address`);
    return name;
  });
}

/** What a leaf says of what was asked for: what `permits` does not grant, and what is no name in a server's certificate, is left out. */
export function grantedSubject(wanted: readonly SubjectName[], like: AskedLike | undefined, permits: (name: SubjectName) => boolean): LeafSubject {
  const grants = (text: string): boolean => {
    const name = subjectName(text);
    return name !== undefined && permits(name);
  };
  return leafSubject({
    names: wanted.filter(permits).map(({ text }) => text),
    ...(like && { like: { organization: like.organization, names: like.names.slice(0, maxNames).filter(grants), commonName: grants(like.commonName ?? '') ? like.commonName : undefined } }),
  });
}
