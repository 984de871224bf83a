import { Buffer } from 'node:buffer';

/** Undoes percent-encoding (RFC 3986, 2.1), and + for a space as forms have it. Octets in and out (latin1); what is no encoding stays. */
export function percentDecoded(octets: string): string {
  if (!octets.includes('%') && !octets.includes('+')) return octets;
  const out = Buffer.allocUnsafe(octets.length);
  let length = 0;
  for (let at = 0; at < octets.length; at++) {
    let octet = octets.charCodeAt(at);
    if (octet === 0x2b) {
      octet = 0x20;
    } else if (octet === 0x25) {
      const high = hex(octets.charCodeAt(at + 1));
      const low = hex(octets.charCodeAt(at + 2));
      if (high >= 0 && low >= 0) {
        octet = high * 16 + low;
        at += 2;
      }
    }
    out[length++] = octet;
  }
  return out.toString('latin1', 0, length);
}

/** -1: no digit. */
function hex(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
