import type { Socket } from 'node:net';

/**
 * RST for a socket that is `tcp`, or TLS over `under`, and so in the end over `tcp`: a TLSSocket cannot send RST itself; closing the TCP socket under it closes both.
 * True where the socket is destroyed a turn later, and not to be before.
 */
export function resetSocket(socket: Socket, under: Socket | undefined, tcp: Socket): boolean {
  socket.on('error', ignore);
  if (!tcp.destroyed) tcp.resetAndDestroy();
  // TLS over TLS that is destroyed in the tick in which the TCP socket under it is reset crashes Node 24.
  const isFalling = under !== undefined && under !== tcp;
  if (isFalling) setImmediate(() => socket.destroy());
  else socket.destroy();
  return isFalling;
}

function ignore(): void {
  // The side was given up: what its socket still reports is of no interest.
}
