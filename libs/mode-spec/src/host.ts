/** A label of a name: letters, digits and hyphens (RFC 1035, 2.3.1), and the underscore that names in use have. */
const label = /^[A-Za-z0-9_-]{1,63}$/;
/** What a scoped address has after its `%` (RFC 4007, 11). */
const zone = /^[A-Za-z0-9._~-]+$/;
const maxLength = 255;

/** `host` as it goes on the wire: a name in ASCII (IDNA), or the IP literal as it is; undefined where it is neither. */
export function asciiHost(host: string): string | undefined {
  if (host.includes(':')) return isIpv6(host) ? host : undefined;
  const name = isAscii(host) ? host : domainToAscii(host);
  return name !== undefined && isName(name) ? name : undefined;
}

/** IPv4 literals are made of labels, too. */
function isName(name: string): boolean {
  if (name.length > maxLength) return false;
  const labels = (name.endsWith('.') ? name.slice(0, -1) : name).split('.');
  return labels.every((part) => label.test(part));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 127) return false;
  }
  return true;
}

function domainToAscii(name: string): string | undefined {
  // What is special to a URL must not reach the parser: it would end the host there.
  if (name.length > maxLength || /[^A-Za-z0-9._\u0080-\uffff-]/.test(name)) return undefined;
  return hostOfUrl(`http://${name}/`);
}

function isIpv6(text: string): boolean {
  const [address, scope, ...more] = text.split('%');
  if (more.length > 0 || (scope !== undefined && !zone.test(scope))) return false;
  return /^[0-9A-Fa-f:.]{2,45}$/.test(address!) && hostOfUrl(`http://[${address}]/`) !== undefined;
}

function hostOfUrl(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
