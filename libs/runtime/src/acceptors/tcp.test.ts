import { ListenError, listenError } from './listen-error.ts';
import { listenTcp } from './tcp.ts';

const options = { host: '127.0.0.1', port: 0, spec: 'regular', highWater: 65_536, onConnection: () => undefined };

test('an address that is not ours, and a host that is none', async () => {
  await expect(listenTcp({ ...options, host: '192.0.2.1' })).rejects.toThrow('regular: cannot listen on 192.0.2.1:0 (tcp): the address does not belong to this machine.');
  await expect(listenTcp({ ...options, port: 70_000 })).rejects.toBeInstanceOf(ListenError);
});

test('says what is taken and proposes another port, where none was asked for', () => {
  const error = Object.assign(new Error('x'), { code: 'EADDRINUSE' });
  expect(listenError(error, 'tcp', '', 8080, 'regular').message).toBe('regular: cannot listen on *:8080 (tcp): the address is in use. Try another port: --mode regular@8082');
  expect(listenError(error, 'tcp', '::1', 65_535, 'regular').message).toBe('regular: cannot listen on [::1]:65535 (tcp): the address is in use.');
  expect(listenError(error, 'udp', '', 53, 'dns@53').message).toBe('dns@53: cannot listen on *:53 (udp): the address is in use.');
});
