/** An IPv6 literal (without brackets) or a dotted IPv4 one: names have no colon, and no name ends in a label of digits (RFC 3986, 3.2.2). */
export function isIpLiteral(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
