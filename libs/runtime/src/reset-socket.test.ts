import { Socket } from 'node:net';
import { closeAll, dial, Ear, pause, serve, until } from '../test/rig.ts';
import { resetSocket } from './reset-socket.ts';

afterEach(closeAll);

async function pair(): Promise<{ readonly tcp: Socket; readonly peer: Ear }> {
  const peers: Ear[] = [];
  const { port } = await serve((socket) => void peers.push(new Ear(socket)));
  const tcp = await dial(port);
  await until(() => peers.length === 1);
  return { tcp, peer: peers[0]! };
}

test('TCP: the peer sees RST, and the socket is gone', async () => {
  const { tcp, peer } = await pair();
  expect([resetSocket(tcp, undefined, tcp), tcp.destroyed]).toEqual([false, true]);
  await until(() => peer.closed);
  expect(peer.error?.code).toBe('ECONNRESET');
});

test('TLS over TCP goes with it; over TLS it goes a turn later', async () => {
  for (const isOverTls of [false, true]) {
    const { tcp, peer } = await pair();
    const [socket, between] = [new Socket(), new Socket()];
    expect([resetSocket(socket, isOverTls ? between : tcp, tcp), tcp.destroyed, socket.destroyed]).toEqual([isOverTls, true, !isOverTls]);
    await pause(1);
    expect(socket.destroyed).toBe(true);
    await until(() => peer.closed);
    expect(peer.error?.code).toBe('ECONNRESET');
  }
});

test('one that is closed already is left as it is; what it still reports is nobody\'s', async () => {
  const { tcp } = await pair();
  tcp.destroy();
  resetSocket(tcp, undefined, tcp);
  tcp.emit('error', new Error('late'));
});
