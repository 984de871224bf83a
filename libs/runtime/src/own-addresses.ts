import { networkInterfaces } from 'node:os';
import { ipBytes, ProxyError } from '@weir/core';
import { plainIp } from './ip.ts';

/** The ports that this process listens on. A connection to one of them at an address of this machine would go round in a loop. */
export class OwnAddresses {
  readonly #ports = new Map<number, number>();

  add(port: number): void {
    this.#ports.set(port, (this.#ports.get(port) ?? 0) + 1);
  }

  delete(port: number): void {
    const count = (this.#ports.get(port) ?? 0) - 1;
    if (count > 0) this.#ports.set(port, count);
    else this.#ports.delete(port);
  }

  /** Cheap for every other port: interfaces are only listed where the port is one of ours. */
  refuse(ip: string, port: number): ProxyError | undefined {
    if (!this.#ports.has(port) || !isThisMachine(ip)) return undefined;
    return new ProxyError('destination-unknown', 'The request is for this proxy itself, which cannot tell where it should go on to.');
  }
}

/** Whether what is dialled there is this machine: loopback, all interfaces (which a system dials as loopback), or an address of an interface. */
export function isThisMachine(ip: string): boolean {
  const key = keyOf(ip);
  if (key === undefined) return false;
  if (/^(7f.{6}|0{8}|0{32}|0{31}1)$/.test(key)) return true;
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some((each) => keyOf(each.address) === key) === true);
}

/** The same for all that mean the same address; undefined for what is none. */
function keyOf(ip: string): string | undefined {
  const bytes = ipBytes(plainIp(ip));
  const hex = bytes && Buffer.from(bytes).toString('hex');
  // RFC 4291, 2.5.5.2: IPv4-mapped.
  return hex?.startsWith('00000000000000000000ffff') === true ? hex.slice(24) : hex;
}
