import { spawn, type ChildProcess } from 'node:child_process';
import { stop, until } from './child.ts';
import { freePort } from '@weir/testing';

/**
 * A port of 127.0.0.1 from which socat and OpenBSD's netcat go through a proxy: for clients that speak no SOCKS, or lose what comes with the answer to
 * their CONNECT (openssl s_client -proxy, which then waits for a greeting that it has thrown away).
 */
export class NetcatBridge implements AsyncDisposable {
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.port = port;
    this.#process = process;
  }

  static async start(by: 'connect' | 'socks5', proxyPort: number, to: { readonly host: string; readonly port: number }): Promise<NetcatBridge> {
    const port = await freePort();
    // A colon would end socat's own address.
    const netcat = `nc.openbsd -X ${by === 'connect' ? by : 5} -x 127.0.0.1\\:${proxyPort} ${to.host} ${to.port}`;
    const process = spawn('socat', ['-d', '-d', `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork`, `EXEC:${netcat}`], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    process.stderr!.on('data', (bytes: Buffer) => { said += bytes.toString(); });
    // Its own word is waited for: to try the port would be a connection through the proxy, and a flow that no test has made.
    await until('socat', () => (said.includes(' listening on ') ? true : undefined)).catch((error: Error) => { throw new Error(`${error.message}: ${said}`); });
    return new NetcatBridge(port, process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#process);
  }
}
