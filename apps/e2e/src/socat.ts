import { spawn, type ChildProcess } from 'node:child_process';
import { accepts, stop, until } from './child.ts';
import type { ServerCertificate } from './authority.ts';
import { freePort } from '@weir/testing';

/** A real socat on 127.0.0.1, plain or TLS, of a protocol that is nobody's: reads one line, answers `socat heard LINE`, ends. */
export class Socat implements AsyncDisposable {
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.port = port;
    this.#process = process;
  }

  static async start(tls?: ServerCertificate): Promise<Socat> {
    const port = await freePort();
    const listen = `${tls === undefined ? 'TCP' : 'OPENSSL'}-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr`;
    const secure = tls === undefined ? '' : `,cert=${tls.certificate},key=${tls.key},verify=0`;
    const process = spawn('socat', [listen + secure, 'SYSTEM:read line; echo "socat heard $line"'], { stdio: 'ignore' });
    await until('socat', () => accepts(port));
    return new Socat(port, process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#process);
  }
}
