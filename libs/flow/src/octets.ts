import { isUtf8 } from 'node:buffer';

/** Below this many bytes a loop beats a call into native code. */
const loopLength = 24;

/** Octets of the wire as text: UTF-8 where they are valid UTF-8, else latin1, so that nothing is lost. */
export function octetsText(octets: Uint8Array): string {
  const length = octets.length;
  if (length < loopLength) {
    let text = '';
    for (let i = 0; i < length; i++) {
      const octet = octets[i]!;
      if (octet > 127) return decode(octets);
      text += String.fromCharCode(octet);
    }
    return text;
  }
  return decode(octets);
}

function decode(octets: Uint8Array): string {
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  return buffer.toString(isUtf8(buffer) ? 'utf8' : 'latin1');
}
