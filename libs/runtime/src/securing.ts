import type { Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import { ProxyError, type TlsParams } from '@weir/core';
import type { Engine } from './engine.ts';
import { clientTlsError, serverTlsError } from './errors.ts';
import type { SocketLeg } from './socket-leg.ts';
import type { Handshake } from './tls-client.ts';
import { tlsFacts } from './tls-facts.ts';
import { acceptTls } from './tls-server.ts';

/** The end of an attempt; the facts are on the leg. */
export type Secured = (error?: ProxyError) => void;

/**
 * Makes the client's side a TLS side: first the certificate, then the handshake. `wanted` says whether the attempt still counts
 * when the certificate has come. `done` is never called within the call.
 */
export function secureClient(engine: Engine, leg: SocketLeg, params: TlsParams, wanted: () => boolean, done: Secured): void {
  const { tlsHighWater: highWater, handshakeMs } = engine.limits;
  const name = params.sni ?? params.leaf?.names[0] ?? 'an unnamed host';
  if (params.head !== undefined) leg.prepend(params.head);

  function start(context: SecureContext): void {
    if (!wanted() || !leg.alive) return;
    leg.secure((tcp, head) => acceptTls(tcp, { head, context, alpn: params.alpn ?? [], highWater }), handshakeMs, (ok, socket, error) => {
      if (!ok) return done(clientTlsError(error, name));
      const asked: unknown = socket.servername;
      leg.facts.tls = tlsFacts(socket, typeof asked === 'string' ? asked : undefined);
      return done();
    });
  }

  leafContext(engine, params).then(start).catch((error: unknown) => done(asProxyError(error)));
}

/** Makes the server's side a TLS side and checks who it is. `done` is never called within the call. */
export function secureServer(engine: Engine, leg: SocketLeg, params: TlsParams, done: Secured): void {
  const { tlsHighWater: highWater, handshakeMs } = engine.limits;
  const to = leg.facts.address;
  try {
    let handshake: Handshake | undefined;
    const wrap = (tcp: Socket, head: readonly Uint8Array[]): TLSSocket => {
      handshake = engine.tls.connect(tcp, head, params, to, highWater);
      return handshake.socket;
    };
    leg.secure(wrap, handshakeMs, (ok, socket, error) => {
      if (!ok) return done(serverTlsError(error, params.sni ?? to.host));
      leg.facts.tls = tlsFacts(socket, params.sni, handshake?.certificate());
      leg.tlsParams = params;
      return done();
    });
  } catch (error) {
    const wrong = asProxyError(error);
    process.nextTick(() => done(wrong));
  }
}

async function leafContext(engine: Engine, params: TlsParams): Promise<SecureContext> {
  return engine.leaf(params.leaf);
}

function asProxyError(error: unknown): ProxyError {
  return error instanceof ProxyError ? error : new ProxyError('internal', 'The TLS side could not be made.', { cause: error });
}
