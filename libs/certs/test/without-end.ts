/** The certificate with a month in its notAfter that there is not (UTCTime, RFC 5280, 4.1.2.5.1). Its signature is of the one before. */
export function withoutEnd(der: Buffer): Buffer {
  const changed = Buffer.from(der);
  const utcTime = Buffer.of(0x17, 0x0d);
  const notAfter = der.indexOf(utcTime, der.indexOf(utcTime) + 1);
  changed.write('99', notAfter + utcTime.length + 2, 'latin1');
  return changed;
}
