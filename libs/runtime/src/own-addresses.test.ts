import { networkInterfaces } from 'node:os';
import { OwnAddresses } from './own-addresses.ts';

/** The same address in other words. */
function otherwise(ip: string): string {
  return ip.includes(':') ? ip.toUpperCase() : `::ffff:${ip}`;
}

test('refuses our ports at any address of this machine, and nothing else', () => {
  const own = new OwnAddresses();
  own.add(8080);
  const ours = Object.values(networkInterfaces()).flatMap((each) => each?.map((one) => one.address) ?? []);
  for (const ip of ['127.0.0.1', '127.9.9.9', '::1', '0.0.0.0', '::', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:0:0:1', '::1%lo', ...ours, ...ours.map(otherwise)]) expect(own.refuse(ip, 8080)?.code).toBe('destination-unknown');
  expect(own.refuse('127.0.0.1', 8081)).toBeUndefined();
  for (const ip of ['192.0.2.1', '128.0.0.1', '::2', 'nowhere', '']) expect(own.refuse(ip, 8080)).toBeUndefined();
});

test('a port of two listeners is ours until both are closed', () => {
  const own = new OwnAddresses();
  own.add(1);
  own.add(1);
  own.delete(1);
  expect(own.refuse('::1', 1)).toBeDefined();
  own.delete(1);
  expect(own.refuse('::1', 1)).toBeUndefined();
});
