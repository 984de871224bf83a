import { readFileSync } from 'node:fs';

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}.client-hello.bin`, import.meta.url));
}

export interface HelloParts {
  readonly sni?: string;
  readonly alpn?: readonly string[];
  readonly versions?: readonly number[];
  /** Extensions as they are: type and data. */
  readonly extensions?: readonly (readonly [number, Buffer])[];
  readonly sessionId?: Buffer;
}

export function vector(lengthBytes: 1 | 2 | 3, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(body.length, 0, lengthBytes);
  return Buffer.concat([length, body]);
}

const uint16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const text = (value: string) => Buffer.from(value, 'latin1');

/** The handshake message of a ClientHello, built field by field (RFC 8446, 4.1.2). */
export function helloMessage(parts: HelloParts = {}): Buffer {
  const extensions: (readonly [number, Buffer])[] = [];
  if (parts.sni !== undefined) extensions.push([0, vector(2, Buffer.from([0]), vector(2, text(parts.sni)))]);
  if (parts.alpn !== undefined) extensions.push([16, vector(2, ...parts.alpn.map((name) => vector(1, text(name))))]);
  if (parts.versions !== undefined) extensions.push([43, vector(1, ...parts.versions.map(uint16))]);
  extensions.push(...(parts.extensions ?? []));
  const body = Buffer.concat([
    uint16(0x0303), Buffer.alloc(32, 7), vector(1, parts.sessionId ?? Buffer.alloc(32)), vector(2, uint16(0x1301), uint16(0x1302)), vector(1, Buffer.from([0])),
    vector(2, ...extensions.map(([type, data]) => Buffer.concat([uint16(type), vector(2, data)]))),
  ]);
  return Buffer.concat([Buffer.from([1]), vector(3, body)]);
}

/** A message in records of at most `size` bytes. */
export function records(message: Buffer, size = 1 << 14): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) parts.push(Buffer.from([22, 3, 1]), vector(2, message.subarray(at, at + size)));
  return Buffer.concat(parts);
}

export function hello(parts: HelloParts = {}): Buffer {
  return records(helloMessage(parts));
}
