import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { accepts, run, stop, until } from './child.ts';
import type { ServerCertificate } from './authority.ts';
import type { Folder } from './folder.ts';
import { freePort } from '@weir/testing';

/**
 * A real mail server on 127.0.0.1 for the domain `localhost`: submission (RFC 6409) in the clear until STARTTLS, and inside only for whom it knows. What it
 * delivers goes into a file. It is Debian's smallest that runs from a folder: one program, which takes no place of the system's own mail server.
 */
export class Chasquid implements AsyncDisposable {
  static readonly user = 'somebody@localhost';
  static readonly password = 'word-of-the-mail';
  readonly port: number;
  readonly #inbox: string;
  readonly #process: ChildProcess;

  private constructor(port: number, inbox: string, process: ChildProcess) {
    this.port = port;
    this.#inbox = inbox;
    this.#process = process;
  }

  static async start(folder: Folder, certificate: ServerCertificate): Promise<Chasquid> {
    const [smtp, port] = [await freePort(), await freePort()];
    const [home, inbox] = [folder.file('chasquid'), folder.file('inbox')];
    for (const child of ['certs/localhost', 'domains/localhost', 'data']) mkdirSync(`${home}/${child}`, { recursive: true });
    copyFileSync(certificate.certificate, `${home}/certs/localhost/fullchain.pem`);
    copyFileSync(certificate.key, `${home}/certs/localhost/privkey.pem`);
    writeFileSync(`${home}/chasquid.conf`, configuration(home, inbox, smtp, port));
    const made = await run('chasquid-util', [`-C=${home}`, 'user-add', Chasquid.user, `--password=${Chasquid.password}`]);
    if (made.code !== 0) throw new Error(`chasquid-util: ${made.stdout}${made.stderr}`);
    const process = spawn('chasquid', ['-config_dir', home, '-logfile', `${home}/log`], { stdio: 'ignore' });
    await until('chasquid', () => accepts(port)).catch((error: Error) => { throw new Error(`${error.message}: ${readFileSync(`${home}/log`, 'utf8')}`); });
    return new Chasquid(port, inbox, process);
  }

  /** All mail that has been delivered, each with the server's own Received line. */
  get inbox(): string {
    return existsSync(this.#inbox) ? readFileSync(this.#inbox, 'utf8') : '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#process);
  }
}

function configuration(home: string, inbox: string, smtp: number, port: number): string {
  return `
hostname: "localhost"
smtp_address: "127.0.0.1:${smtp}"
submission_address: "127.0.0.1:${port}"
data_dir: "${home}/data"
mail_log_path: "<stderr>"
mail_delivery_agent_bin: "/bin/sh"
mail_delivery_agent_args: "-c"
mail_delivery_agent_args: "cat >> ${inbox}"
`;
}
