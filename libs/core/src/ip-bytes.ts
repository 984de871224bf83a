const DOT = 0x2e;
const ZERO = 0x30;

/** The 4 or 16 bytes of an IP literal (dotted quad; RFC 4291, 2.2), without brackets or zone; undefined where it is none. */
export function ipBytes(text: string): Uint8Array | undefined {
  if (!text.includes(':')) return ipv4(text);
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = '', tail] = halves;
  const front = groupsOf(head, tail === undefined);
  const back = tail === undefined ? [] : groupsOf(tail, true);
  if (front === undefined || back === undefined) return undefined;
  // RFC 4291, 2.2: "::" stands for one group at least.
  const missing = 16 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return Uint8Array.from([...front, ...new Array<number>(missing).fill(0), ...back]);
}

/** The bytes of groups with colons between them; the last one of an address may be a dotted quad. */
function groupsOf(text: string, last: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    const quad = last && at === parts.length - 1 ? ipv4(part) : undefined;
    if (quad !== undefined) bytes.push(...quad);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) bytes.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}

/** By hand: every address of a client is looked at once, and four expressions took 2 us. */
function ipv4(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(4);
  let part = 0;
  let value = -1;
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? DOT : text.charCodeAt(i);
    if (code === DOT) {
      if (value < 0 || part === 4) return undefined;
      bytes[part++] = value;
      value = -1;
    } else {
      // A leading zero means octal to some readers.
      if (code < ZERO || code > ZERO + 9 || value === 0) return undefined;
      value = Math.max(value, 0) * 10 + code - ZERO;
      if (value > 255) return undefined;
    }
  }
  return part === 4 ? bytes : undefined;
}
