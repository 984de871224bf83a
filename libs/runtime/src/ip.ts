/** As people write it: an IPv4 address seen through a dual-stack socket (`::ffff:10.0.0.7`) without its prefix, a scoped one without its zone. */
export function plainIp(ip: string): string {
  const zone = ip.indexOf('%');
  const bare = zone < 0 ? ip : ip.slice(0, zone);
  return bare.startsWith('::ffff:') && bare.includes('.') ? bare.slice(7) : bare;
}
