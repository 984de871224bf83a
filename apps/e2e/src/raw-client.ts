import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from './child.ts';

/** A client on a raw socket: what it sends is exactly what the test writes. */
export class RawClient implements AsyncDisposable {
  readonly socket: Socket;
  received = '';
  ended = false;
  error: NodeJS.ErrnoException | undefined;

  private constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    this.socket.on('data', (bytes) => { this.received += bytes.toString('latin1'); });
    this.socket.on('end', () => { this.ended = true; });
    this.socket.on('error', (error: NodeJS.ErrnoException) => { this.error = error; });
  }

  static async open(port: number): Promise<RawClient> {
    const client = new RawClient(port);
    await once(client.socket, 'connect');
    return client;
  }

  send(bytes: string | Uint8Array): this {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    return this;
  }

  /** Waits for a text in what has come. */
  async sees(text: string): Promise<this> {
    await until(`${JSON.stringify(text)} in ${JSON.stringify(this.received.slice(0, 300))}`, () => (this.received.includes(text) ? true : undefined));
    return this;
  }

  /** Waits until the peer has ended or reset the connection. */
  async closed(): Promise<this> {
    await until(`the end after ${JSON.stringify(this.received.slice(0, 300))}`, () => (this.ended || this.error !== undefined || this.socket.destroyed ? true : undefined));
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    if (!this.socket.closed) await once(this.socket, 'close');
  }
}
