import { plainIp } from './ip.ts';

test.each([['::ffff:10.0.0.7', '10.0.0.7'], ['fe80::1%eth0', 'fe80::1'], ['10.0.0.7', '10.0.0.7'], ['::ffff:a00:7', '::ffff:a00:7'], ['', '']])('%p is %p', (ip, plain) => {
  expect(plainIp(ip)).toBe(plain);
});
