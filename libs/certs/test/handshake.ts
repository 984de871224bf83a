import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, createServer, type AddressInfo } from 'node:net';
import { connect, TLSSocket, type ConnectionOptions, type SecureContext } from 'node:tls';

export interface Shown {
  readonly certificate: X509Certificate;
  readonly protocol: string;
}

/** A client of node:tls shakes hands with a server that shows `context`, as the runtime does; rejects with the client's error. */
export async function handshake(context: SecureContext, options: ConnectionOptions): Promise<Shown> {
  const server = createServer((raw) => void new TLSSocket(raw, { isServer: true, secureContext: context }).on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({ socket: connectTcp((server.address() as AddressInfo).port, '127.0.0.1'), ...options });
  try {
    await once(client, 'secureConnect');
    return { certificate: client.getPeerX509Certificate()!, protocol: client.getProtocol()! };
  } finally {
    client.destroy();
    server.close();
  }
}
