import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type TLSSocket } from 'node:tls';
import { issueLeaf, readAuthority, subjectName } from '@weir/x509';
import type { CertAuthority } from './cert-authority.ts';

/** Stands between callers and the certificate authority service, with a certificate of its identity, and keeps what passes in clear: HTTP/2 frames of gRPC. */
export class GrpcTap implements AsyncDisposable {
  readonly port: number;
  /** What passed in either direction, in the order of its pieces. */
  readonly passed: Buffer[] = [];
  readonly #server: Server;
  readonly #sockets: Set<TLSSocket>;

  private constructor(server: Server, sockets: Set<TLSSocket>, passed: Buffer[]) {
    this.#server = server;
    this.#sockets = sockets;
    this.passed = passed;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(authority: CertAuthority): Promise<GrpcTap> {
    const passed: Buffer[] = [];
    const sockets = new Set<TLSSocket>();
    const ca = readFileSync(authority.identity);
    const server = createServer({ ...serverCertificate(authority), ALPNProtocols: ['h2'] }, (client) => {
      const service = connect({ host: '127.0.0.1', port: authority.port, servername: 'localhost', ca, ALPNProtocols: ['h2'] });
      for (const [from, to] of [[client, service], [service, client]] as const) {
        sockets.add(from);
        from.on('data', (bytes: Buffer) => {
          passed.push(bytes);
          to.write(bytes);
        });
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new GrpcTap(server, sockets, passed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function serverCertificate(authority: CertAuthority): { readonly key: string; readonly cert: string } {
  const text = (name: string): string => readFileSync(authority.folder.file(`home/ca/${name}`), 'utf8');
  const identity = readAuthority({ text: text('identity-key.pem') }, { text: text('identity.pem') }, Date.now());
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { chain } = issueLeaf(identity, { names: [subjectName('localhost')!], publicKey: publicKey.export({ type: 'spki', format: 'der' }), now: Date.now() });
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, cert: chain };
}
