import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { RawClient, until } from '../src/index.ts';

export interface TlsClientOptions {
  /** PEM file of the authority that the client trusts. */
  readonly authority: string;
  /** HOST:PORT that a CONNECT asks for first. */
  readonly through?: string;
  /** SNI, and the name that the certificate must have; an IP literal is checked and not sent. */
  readonly name: string;
  readonly alpn?: readonly string[];
}

export interface TlsClient extends AsyncDisposable {
  readonly socket: TLSSocket;
  received: string;
  sees(text: string): Promise<void>;
}

/** Node's TLS as the client of a proxy on `port`: rejects where the certificate is not trusted or for another name. */
export async function tlsClient(port: number, { authority, through, name, alpn }: TlsClientOptions): Promise<TlsClient> {
  const raw = await RawClient.open(port);
  if (through !== undefined) {
    raw.send(`CONNECT ${through} HTTP/1.1\r\nHost: ${through}\r\n\r\n`);
    await raw.sees('\r\n\r\n');
    if (!raw.received.startsWith('HTTP/1.1 200 ')) throw new Error(raw.received);
  }
  raw.socket.removeAllListeners('data');
  const isAddress = /^[\d.]+$/.test(name);
  const socket = connectTls({
    socket: raw.socket, ca: [readFileSync(authority)], host: name, ...(isAddress ? {} : { servername: name }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
  });
  const client: TlsClient = {
    socket, received: '',
    async sees(text) {
      await until(`${JSON.stringify(text)} in ${JSON.stringify(client.received.slice(0, 300))}`, () => (client.received.includes(text) ? true : undefined));
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await raw[Symbol.asyncDispose]();
    },
  };
  socket.on('data', (bytes: Buffer) => { client.received += bytes.toString('latin1'); });
  await once(socket, 'secureConnect');
  socket.on('error', () => {});
  return client;
}
