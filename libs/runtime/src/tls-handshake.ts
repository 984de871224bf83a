import type { TLSSocket } from 'node:tls';
import { ProxyError } from '@weir/core';

/**
 * Waits for the end of a handshake, either role: `done` is called once, with what went wrong (undefined for a peer that just went away)
 * or with `ok`. Never within the call. A failed socket has been destroyed.
 */
export function watchHandshake(socket: TLSSocket, role: 'client' | 'server', ms: number, done: (ok: boolean, error?: unknown) => void): void {
  const timer = setTimeout(() => finish(false, late(role, ms)), ms);
  const secure = role === 'client' ? 'secure' : 'secureConnect';
  const onSecure = (): void => finish(true);
  const onError = (error: unknown): void => finish(false, error);
  const onGone = (): void => finish(false);

  function finish(ok: boolean, error?: unknown): void {
    clearTimeout(timer);
    socket.off(secure, onSecure).off('_tlsError', onError).off('error', onError).off('end', onGone).off('close', onGone);
    if (!ok) socket.on('error', ignore).destroy();
    done(ok, error);
  }

  socket.once(secure, onSecure);
  // A TLSSocket without a tls.Server tells what went wrong by this event before it is an 'error'.
  socket.once('_tlsError', onError);
  socket.once('error', onError);
  socket.once('end', onGone);
  socket.once('close', onGone);
}

function ignore(): void {
  // What follows the first failure says nothing new.
}

function late(role: 'client' | 'server', ms: number): ProxyError {
  return new ProxyError(role === 'client' ? 'tls-client-invalid' : 'tls-server-invalid', `The TLS handshake with the ${role} took longer than ${ms} ms.`);
}
