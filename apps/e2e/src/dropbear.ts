import { spawn, type ChildProcess } from 'node:child_process';
import { accepts, run, stop, until, type Finished } from './child.ts';
import type { Folder } from './folder.ts';
import { freePort } from '@weir/testing';

/** A real SSH server on 127.0.0.1, which lets nobody in. */
export class Dropbear implements AsyncDisposable {
  readonly port: number;
  #log = '';
  readonly #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.port = port;
    this.#process = process;
    process.stderr!.on('data', (bytes: Buffer) => { this.#log += bytes.toString(); });
  }

  static async start(folder: Folder): Promise<Dropbear> {
    const port = await freePort();
    const key = folder.file('ssh-host-key');
    const made = await run('dropbearkey', ['-t', 'ed25519', '-f', key]);
    if (made.code !== 0) throw new Error(`dropbearkey: ${made.stderr}`);
    const process = spawn('dropbear', ['-F', '-E', '-s', '-r', key, '-p', `127.0.0.1:${port}`, '-P', folder.file('dropbear.pid')], { stdio: ['ignore', 'ignore', 'pipe'] });
    await until('dropbear', () => accepts(port));
    return new Dropbear(port, process);
  }

  /** How many clients got as far as to say a name that nobody here has: it is said encrypted, after both sides have agreed on keys. */
  get attempts(): number {
    return this.#log.match(/nonexistent user/g)?.length ?? 0;
  }

  /** A real client of it, which reaches it by this command. */
  async attempt(user: string, proxyCommand: string): Promise<Finished> {
    return run('dbclient', ['-y', '-y', '-J', proxyCommand, '-p', String(this.port), `${user}@localhost`, 'true']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#process);
  }
}
