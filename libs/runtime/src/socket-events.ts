import type { Socket } from 'node:net';

/** Who hears what its sockets tell. */
export interface SocketEar {
  socketEnded(socket: Socket): void;
  /** Nothing waits to be written. */
  socketDrained(): void;
  socketFailed(socket: Socket, error: unknown): void;
  socketClosed(socket: Socket): void;
}

const ear = Symbol('ear');

interface Heard extends Socket {
  [ear]: SocketEar;
}

/** Tells `to` of all events of `socket` but its data. The listeners are the same for all sockets: those of its own for each would be half a kilobyte. */
export function hearSocket(socket: Socket, to: SocketEar, isSecured: boolean): void {
  (socket as Heard)[ear] = to;
  socket.on('end', onEnd).on('drain', onDrain).on('error', onError).on('close', onClose);
  // After end() there is no 'drain' any more, but a 'finish'.
  socket.on('finish', onDrain);
  // A TLSSocket without a tls.Server tells its failures by this event alone.
  if (isSecured) socket.on('_tlsError', onError);
}

function onEnd(this: Socket): void {
  (this as Heard)[ear].socketEnded(this);
}

function onDrain(this: Socket): void {
  (this as Heard)[ear].socketDrained();
}

function onError(this: Socket, error: unknown): void {
  (this as Heard)[ear].socketFailed(this, error);
}

function onClose(this: Socket): void {
  (this as Heard)[ear].socketClosed(this);
}
