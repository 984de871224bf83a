import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A server that answers by the script of a test and remembers every byte that reached it. */
export class RawOrigin implements AsyncDisposable {
  readonly seen: Buffer[] = [];
  connections = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(onSocket: (socket: Socket) => void) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on('data', (bytes) => this.seen.push(bytes));
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      onSocket(socket);
    });
  }

  /** Port 0 takes a free one. */
  static async start(onSocket: (socket: Socket) => void, port = 0): Promise<RawOrigin> {
    const origin = new RawOrigin(onSocket);
    origin.#server.listen(port, '127.0.0.1');
    await once(origin.#server, 'listening');
    return origin;
  }

  /** Answers every head (CRLFCRLF) that arrives with the same bytes. */
  static answering(answer: string | Uint8Array): Promise<RawOrigin> {
    return RawOrigin.start((socket) => {
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes.toString('latin1');
        for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
          text = text.slice(end + 4);
          socket.write(answer);
        }
      });
      socket.on('end', () => socket.end());
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get text(): string {
    return Buffer.concat(this.seen).toString('latin1');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
