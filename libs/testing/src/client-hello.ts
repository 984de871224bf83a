/** What a test wants a ClientHello to say; all else in it is usual. */
export interface HelloParts {
  readonly sni?: string;
  readonly alpn?: readonly string[];
  readonly versions?: readonly number[];
  /** Extensions as they are: type and data. */
  readonly extensions?: readonly (readonly [number, Buffer])[];
  readonly sessionId?: Buffer;
}

/** A length-prefixed vector (RFC 8446, 3.4). */
export function tlsVector(lengthBytes: 1 | 2 | 3, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(body.length, 0, lengthBytes);
  return Buffer.concat([length, body]);
}

const uint16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const text = (value: string) => Buffer.from(value, 'latin1');

/** The handshake message of a ClientHello, built field by field (RFC 8446, 4.1.2). */
export function clientHelloMessage(parts: HelloParts = {}): Buffer {
  const extensions: (readonly [number, Buffer])[] = [];
  if (parts.sni !== undefined) extensions.push([0, tlsVector(2, Buffer.from([0]), tlsVector(2, text(parts.sni)))]);
  if (parts.alpn !== undefined) extensions.push([16, tlsVector(2, ...parts.alpn.map((name) => tlsVector(1, text(name))))]);
  if (parts.versions !== undefined) extensions.push([43, tlsVector(1, ...parts.versions.map(uint16))]);
  extensions.push(...(parts.extensions ?? []));
  const body = Buffer.concat([
    uint16(0x0303), Buffer.alloc(32, 7), tlsVector(1, parts.sessionId ?? Buffer.alloc(32)), tlsVector(2, uint16(0x1301), uint16(0x1302)), tlsVector(1, Buffer.from([0])),
    tlsVector(2, ...extensions.map(([type, data]) => Buffer.concat([uint16(type), tlsVector(2, data)]))),
  ]);
  return Buffer.concat([Buffer.from([1]), tlsVector(3, body)]);
}

/** A handshake message in records of at most `size` bytes. */
export function tlsRecords(message: Buffer, size = 1 << 14): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) parts.push(Buffer.from([22, 3, 1]), tlsVector(2, message.subarray(at, at + size)));
  return Buffer.concat(parts);
}

/** A ClientHello in one record. */
export function clientHello(parts: HelloParts = {}): Buffer {
  return tlsRecords(clientHelloMessage(parts));
}
