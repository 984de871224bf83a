/** What a body is, for rules that look into bodies. */
export type BodyKind =
  | 'json' | 'form'
  /** May be JSON whose sender said less: what it begins with tells. */
  | 'perhaps-json'
  | 'other';

const json = /^(?:application|text)\/(?:x-)?(?:json|ndjson|json-seq|jsonl|jsonlines|json-lines|csp-report)$|\+json(?:-seq)?$/;
/** What clients send JSON as when nobody told them better: nothing, curl -d, fetch and sendBeacon with a string, raw bytes. */
const vague: ReadonlySet<string> = new Set(['', 'text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded']);

/** The field values of a name, joined with commas (RFC 9110, section 5.3); empty: there is none. `name` in lower case. */
export function fieldOf(headers: readonly string[], name: string): string {
  let joined = '';
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const field = headers[at]!;
    if (field.length === name.length && field.toLowerCase() === name) joined = joined === '' ? headers[at + 1]! : `${joined}, ${headers[at + 1]!}`;
  }
  return joined;
}

/** Of several types that a body is said to have, the one that is looked into counts. */
export function bodyKind(contentType: string): BodyKind {
  const types = contentType.toLowerCase().split(',', 8).map((type) => type.split(';', 1)[0]!.trim());
  if (types.some((type) => json.test(type))) return 'json';
  if (types.includes('application/x-www-form-urlencoded')) return 'form';
  return types.some((type) => vague.has(type)) ? 'perhaps-json' : 'other';
}

/** Whether bytes begin as a JSON object or list does; undefined: they do not tell yet. */
export function beginsAsJson(bytes: Uint8Array): boolean | undefined {
  for (let at = 0; at < bytes.length; at++) {
    const octet = bytes[at]!;
    // Space, record separator and byte order mark may come before.
    if (octet === 0x20 || (octet >= 0x09 && octet <= 0x0d) || octet === 0x1e || octet === 0xef || octet === 0xbb || octet === 0xbf) continue;
    return octet === 0x7b || octet === 0x5b;
  }
  return undefined;
}
