import { BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ProxyError } from '@weir/core';
import { plainIp } from './ip.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('0.0.0.0', 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');

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
    if (!this.#ports.has(port) || !isLocal(plainIp(ip))) return undefined;
    return new ProxyError('destination-unknown', 'The request is for this proxy itself, which cannot tell where it should go on to.');
  }
}

function isLocal(ip: string): boolean {
  if (loopback.check(ip, ip.includes(':') ? 'ipv6' : 'ipv4')) return true;
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some((each) => each.address === ip) === true);
}
