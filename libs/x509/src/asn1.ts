import forge from 'node-forge';

/** The ASN.1 that certificates need, on forge's encoder: forge's own certificate objects know RSA keys alone. Bytes are strings of octets here. */
const { asn1 } = forge;
const universal = asn1.Class.UNIVERSAL;
const tag = asn1.Type;

export type Node = forge.asn1.Asn1;

/** One octet a character: how forge holds bytes. */
export function octets(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function bytesOf(binary: string): Buffer {
  return Buffer.from(binary, 'latin1');
}

export function sequence(...nodes: Node[]): Node {
  return asn1.create(universal, tag.SEQUENCE, true, nodes);
}

export function set(...nodes: Node[]): Node {
  return asn1.create(universal, tag.SET, true, nodes);
}

export function oid(dotted: string): Node {
  return asn1.create(universal, tag.OID, false, asn1.oidToDer(dotted).getBytes());
}

export function nothing(): Node {
  return asn1.create(universal, tag.NULL, false, '');
}

export function yes(): Node {
  return asn1.create(universal, tag.BOOLEAN, false, '\xff');
}

/** `binary`: two's complement, the shortest form. */
export function integer(binary: string): Node {
  return asn1.create(universal, tag.INTEGER, false, binary);
}

export function octetString(binary: string): Node {
  return asn1.create(universal, tag.OCTETSTRING, false, binary);
}

/** `unused`: bits of the last octet that do not count. */
export function bitString(binary: string, unused = 0): Node {
  return asn1.create(universal, tag.BITSTRING, false, String.fromCharCode(unused) + binary);
}

export function utf8String(text: string): Node {
  return asn1.create(universal, tag.UTF8, false, Buffer.from(text, 'utf8').toString('latin1'));
}

/** forge turns the text into UTF-16 itself, and back when it reads. */
export function bmpString(text: string): Node {
  return asn1.create(universal, tag.BMPSTRING, false, text);
}

/** [number] IMPLICIT for primitive values, EXPLICIT (or a constructed implicit) where nodes are given. */
export function tagged(number: number, value: string | Node[]): Node {
  const constructed = typeof value !== 'string';
  return asn1.create(asn1.Class.CONTEXT_SPECIFIC, number as forge.asn1.Type, constructed, value);
}

/** UTCTime until 2049, then GeneralizedTime (RFC 5280, 4.1.2.5). `at` is in milliseconds since the epoch. */
export function time(at: number): Node {
  const digits = new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const year = Number(digits.slice(0, 4));
  return year < 2050
    ? asn1.create(universal, tag.UTCTIME, false, `${digits.slice(2)}Z`)
    : asn1.create(universal, tag.GENERALIZEDTIME, false, `${digits}Z`);
}

export function encode(node: Node): Buffer {
  return bytesOf(asn1.toDer(node).getBytes());
}

/** Throws on anything that is not one whole DER value. BIT STRINGs stay opaque. */
export function decode(der: Uint8Array): Node {
  return readDer(octets(der), { strict: true, decodeBitStrings: false, parseAllBytes: true });
}

/** forge takes options where its types know of `strict` alone. */
const readDer = asn1.fromDer as unknown as (binary: string, options: object) => Node;

/** As `decode`, and throws where the value is not written as `encode` does: what is signed or compared has one form alone (X.690, 10). */
export function decodeStrictly(der: Uint8Array): Node {
  const node = decode(der);
  if (!encode(node).equals(der)) throw new TypeError('not DER');
  return node;
}

/** The children of a constructed value; none for a primitive one. */
export function children(node: Node | undefined): readonly Node[] {
  return node !== undefined && Array.isArray(node.value) ? node.value : [];
}

/** The octets of a primitive value; none for a constructed one. */
export function content(node: Node | undefined): string {
  return node !== undefined && typeof node.value === 'string' ? node.value : '';
}

export function isInteger(node: Node | undefined): node is Node {
  return node !== undefined && node.tagClass === universal && node.type === tag.INTEGER && typeof node.value === 'string' && node.value !== '';
}

export function isSequence(node: Node | undefined): node is Node {
  return node !== undefined && node.tagClass === universal && node.type === tag.SEQUENCE && Array.isArray(node.value);
}

/** The octets of a BIT STRING without unused bits; undefined for anything else. */
export function bitsOf(node: Node | undefined): Buffer | undefined {
  const octets = node !== undefined && node.tagClass === universal && node.type === tag.BITSTRING ? content(node) : '';
  return octets.startsWith('\0') ? bytesOf(octets.slice(1)) : undefined;
}

export function isTagged(node: Node, number: number): boolean {
  return node.tagClass === asn1.Class.CONTEXT_SPECIFIC && (node.type as number) === number;
}

/** Empty for what is no OID. */
export function dottedOid(node: Node | undefined): string {
  const binary = node !== undefined && node.tagClass === universal && node.type === tag.OID ? content(node) : '';
  return binary === '' ? '' : asn1.derToOid(forge.util.createBuffer(binary));
}

/** Text of any of X.520's DirectoryString types. */
export function textOf(node: Node | undefined): string {
  const text = content(node);
  return node?.type === tag.UTF8 ? bytesOf(text).toString('utf8') : text;
}
