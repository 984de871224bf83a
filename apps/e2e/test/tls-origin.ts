import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { ServerCertificate } from '../src/index.ts';

/** A TLS server whose answers a test writes byte for byte; on 127.0.0.1. */
export interface TlsOrigin extends AsyncDisposable {
  readonly port: number;
}

export async function tlsOrigin({ certificate, key }: ServerCertificate, onSocket: (socket: TLSSocket) => void, options: TlsOptions = {}): Promise<TlsOrigin> {
  const sockets = new Set<TLSSocket>();
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key), ...options }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    onSocket(socket);
  });
  // A client that refuses the certificate is what some tests are about.
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
