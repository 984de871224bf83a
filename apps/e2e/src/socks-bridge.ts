import { spawn, type ChildProcess } from 'node:child_process';
import { accepts, stop, until } from './child.ts';
import { freePort } from './free-port.ts';

/** A port of 127.0.0.1 from which socat and OpenBSD's netcat go through a SOCKS5 server: for clients that speak no SOCKS. */
export class SocksBridge implements AsyncDisposable {
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.port = port;
    this.#process = process;
  }

  static async start(socksPort: number, to: { readonly host: string; readonly port: number }): Promise<SocksBridge> {
    const port = await freePort();
    // A colon would end socat's own address.
    const netcat = `nc.openbsd -X 5 -x 127.0.0.1\\:${socksPort} ${to.host} ${to.port}`;
    const process = spawn('socat', [`TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork`, `EXEC:${netcat}`], { stdio: 'ignore' });
    await until('socat', () => accepts(port));
    return new SocksBridge(port, process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#process);
  }
}
