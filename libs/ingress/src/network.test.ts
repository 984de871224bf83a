import { addressBytes, anyContains, contains, networks, parseNetwork } from './network.ts';

const within = (network: string, address: string): boolean => contains(parseNetwork(network)!, addressBytes(address));

test.each([
  ['10.0.0.0/8', '10.255.0.1', true], ['10.0.0.0/8', '11.0.0.1', false], ['10.1.2.3/8', '10.9.9.9', true], ['10.0.0.0/9', '10.127.1.1', true], ['10.0.0.0/9', '10.128.0.0', false],
  ['0.0.0.0/0', '203.0.113.1', true], ['0.0.0.0/0', '::1', false], ['192.0.2.7/32', '192.0.2.7', true], ['192.0.2.7/32', '192.0.2.6', false],
  ['fe80::/10', 'febf::1', true], ['fe80::/10', 'fec0::1', false], ['fe80::/10', 'fe80::1%eth0', true], ['::/0', '10.0.0.1', false],
  ['10.0.0.0/8', '::ffff:10.0.0.1', true], ['10.0.0.0/8', '::ffff:a00:1', true], ['10.0.0.0/8', 'ten.example', false],
])('%s has %s: %p', (network, address, expected) => {
  expect(within(network, address)).toBe(expected);
});

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '10.0.0/8', 'a/8', '::/129', '/8', '10.0.0.0/8/8', '10.0.0.0/0x8'])('%s is no network', (text) => {
  expect(parseNetwork(text)).toBeUndefined();
});

test('one of several', () => {
  const all = networks('10.0.0.0/8', 'fd00::/8');
  expect(['10.1.1.1', 'fd12::1', '11.0.0.1'].map((address) => anyContains(all, addressBytes(address)))).toEqual([true, true, false]);
});
