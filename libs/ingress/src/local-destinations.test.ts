import { blockLocalDestinations } from './local-destinations.ts';

const guard = blockLocalDestinations((ip, port) => ip === '10.0.0.1' && port === 8081);

test.each([
  '127.0.0.1', '127.8.8.8', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '::ffff:7f00:1', '169.254.169.254', '169.254.170.2', 'fe80::1', 'fe80::1%eth0', 'fd00:ec2::254', 'fd20:ce::254',
  '100.100.100.200', '168.63.129.16', '192.0.0.192', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe',
])('%s is not for others, and is for clients on this machine', (ip) => {
  for (const client of ['10.0.0.7', '8.8.8.8', 'fd00::7']) expect(guard(ip, 80, client)?.code).toBe('destination-blocked');
  for (const client of ['127.0.0.1', '::1', '127.0.0.9']) expect(guard(ip, 80, client)).toBeUndefined();
});

test.each(['10.0.0.2', '192.168.1.1', '8.8.8.8', 'fd00::1', '2606:4700::1', '64:ff9b::808:808', '100.64.0.1'])('%s is for all', (ip) => {
  expect(guard(ip, 80, '10.0.0.7')).toBeUndefined();
});

test('nor are our own ports', () => {
  expect(guard('10.0.0.1', 8081, '10.0.0.7')).toMatchObject({ code: 'destination-blocked', message: expect.stringContaining('The client 10.0.0.7 may not reach 10.0.0.1') });
  expect(guard('10.0.0.1', 8082, '10.0.0.7')).toBeUndefined();
  expect(guard('10.0.0.1', 8081, '127.0.0.1')).toBeUndefined();
});
