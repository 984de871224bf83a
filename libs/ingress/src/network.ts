import { ipBytes } from '@weir/core';

/** So many bits at the beginning are the network's, the others a host's (RFC 4632). */
export interface Network {
  readonly base: Uint8Array;
  readonly bits: number;
}

/** `10.0.0.0/8`, `fd00::/8`. Undefined: it is none. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const base = ipBytes(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  const bits = /^[0-9]{1,3}$/.test(digits) ? Number(digits) : Infinity;
  return base === undefined || bits > base.length * 8 ? undefined : { base, bits };
}

/** Each must be one. */
export function networks(...texts: readonly string[]): readonly Network[] {
  return texts.map((text) => parseNetwork(text) as Network);
}

/** The bytes of an IP literal, without its zone; of an IPv4-mapped address those of the IPv4 address that it means (RFC 4291, 2.5.5.2). Undefined: a name. */
export function addressBytes(host: string): Uint8Array | undefined {
  const zone = host.indexOf('%');
  const bytes = ipBytes(zone < 0 ? host : host.slice(0, zone));
  const isMapped = bytes?.length === 16 && bytes[10] === 0xff && bytes[11] === 0xff && bytes.subarray(0, 10).every((byte) => byte === 0);
  return isMapped ? bytes.subarray(12) : bytes;
}

export function contains({ base, bits }: Network, bytes: Uint8Array | undefined): boolean {
  if (bytes?.length !== base.length) return false;
  for (let at = 0; at < bits; at += 8) {
    const mask = bits - at >= 8 ? 0xff : 0xff << (8 - (bits - at));
    if ((((bytes[at / 8] as number) ^ (base[at / 8] as number)) & mask) !== 0) return false;
  }
  return true;
}

export function anyContains(all: readonly Network[], bytes: Uint8Array | undefined): boolean {
  return all.some((network) => contains(network, bytes));
}
