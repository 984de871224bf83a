import { Socket } from 'node:net';
import { hearSocket, type SocketEar } from './socket-events.ts';

function heard(isSecured: boolean): { readonly socket: Socket; readonly said: unknown[][] } {
  const socket = new Socket();
  const said: unknown[][] = [];
  const ear: SocketEar = {
    socketEnded: (of) => said.push(['end', of === socket]),
    socketDrained: () => said.push(['drain']),
    socketFailed: (of, error) => said.push(['error', of === socket, error]),
    socketClosed: (of) => said.push(['close', of === socket]),
  };
  hearSocket(socket, ear, isSecured);
  return { socket, said };
}

test('each event is told, with the socket that it is of', () => {
  const { socket, said } = heard(false);
  for (const event of ['end', 'drain', 'finish', 'close']) socket.emit(event);
  socket.emit('error', new Error('reset'));
  expect(said).toEqual([['end', true], ['drain'], ['drain'], ['close', true], ['error', true, new Error('reset')]]);
});

test('what TLS says of its handshake is a failure, where there is TLS', () => {
  for (const isSecured of [false, true]) {
    const { socket, said } = heard(isSecured);
    socket.emit('_tlsError', new Error('alert'));
    expect(said).toEqual(isSecured ? [['error', true, new Error('alert')]] : []);
  }
});
