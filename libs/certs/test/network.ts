import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A network between a proxy and the service that can swallow all there is without a word. */
export class Network implements AsyncDisposable {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #swallows = false;

  private constructor(server: Server, to: number) {
    this.#server = server;
    server.on('connection', (near) => {
      const far = connect(to, '127.0.0.1');
      const pair = [near, far] as const;
      this.#pairs.add(pair);
      for (const [from, into] of [[near, far], [far, near]] as const) {
        from.on('error', () => undefined).on('data', (bytes) => { if (!this.#swallows) into.write(bytes); });
        from.on('close', () => {
          if (!this.#swallows) into.destroy();
          this.#pairs.delete(pair);
        });
      }
    });
  }

  static async start(to: number): Promise<Network> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Network(server, to);
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  swallow(): void {
    this.#swallows = true;
  }

  /** What was swallowed is gone: of the connections of before no byte fits any more. */
  heal(): void {
    this.#swallows = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const [near, far] of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }
}
