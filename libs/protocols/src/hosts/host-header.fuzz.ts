import { HostHeader } from './host-header.ts';

/** Reads `bytes` as the beginning of a request, whole and byte by byte: once it is known which host they name, if any, that stays. Throws for a bug. */
export function fuzzHostHeader(bytes: Uint8Array, maxBytes = 200): void {
  const whole = new HostHeader(maxBytes);
  const known = whole.read(bytes);
  const growing = new HostHeader(maxBytes);
  for (let length = 0; length <= bytes.length; length++) {
    if (!growing.read(bytes.subarray(0, length))) continue;
    if (!known || growing.host !== whole.host) throw new Error(`${growing.host} after ${length} bytes, ${known ? whole.host : 'more'} after all`);
    break;
  }
  if (known !== growing.read(bytes)) throw new Error('it is known only when the bytes come at once');
  if (!known && bytes.length > maxBytes) throw new Error(`${bytes.length} bytes are waited on, of ${maxBytes} that may be`);
  if (whole.host !== undefined && (whole.host === '' || whole.host !== whole.host.trim() || /[\r\n]/.test(whole.host))) throw new Error(`${JSON.stringify(whole.host)} is no name`);
}
