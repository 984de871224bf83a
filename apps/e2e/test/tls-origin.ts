import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { ServerCertificate } from '../src/index.ts';

/** A TLS server whose answers a test writes byte for byte; on 127.0.0.1. */
export interface TlsOrigin extends AsyncDisposable {
  readonly port: number;
}

/** Answers every head that arrives (CRLFCRLF, or `end`) with the same bytes, in however many pieces it comes. */
export function answering(answer: string, end = '\r\n\r\n'): (socket: Duplex) => void {
  return (socket) => {
    let text = '';
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end)) {
        text = text.slice(at + end.length);
        socket.write(answer);
      }
    });
    socket.on('end', () => socket.end());
  };
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
