/** RFC 3986, section 3.2.1; up to the last @ before a path, query or fragment begins. */
const inUrls = /\/\/([^/?#\s"<>]+)@/g;

/** Replaces `user:password` in `//user:password@host`, wherever it stands in a text. Octets in and out (latin1). */
export function redactUserInfo(octets: string, replace: (octets: string) => string): string {
  if (!octets.includes('@') || !octets.includes('//')) return octets;
  return octets.replace(inUrls, (_all, userInfo: string) => `//${replace(userInfo)}@`);
}

/** The same for an authority, `user:password@host:port`. */
export function redactAuthority(octets: string, replace: (octets: string) => string): string {
  const at = octets.lastIndexOf('@');
  return at <= 0 ? octets : `${replace(octets.slice(0, at))}${octets.slice(at)}`;
}
