import { accepts, run, type Finished } from './child.ts';
import type { Folder } from './folder.ts';
import { ServerProcess } from './server-process.ts';
import { freePort } from '@weir/testing';

/** A real SSH server on 127.0.0.1, which lets nobody in. */
export class Dropbear implements AsyncDisposable {
  readonly port: number;
  readonly #server: ServerProcess;

  private constructor(port: number, server: ServerProcess) {
    this.port = port;
    this.#server = server;
  }

  static async start(folder: Folder): Promise<Dropbear> {
    const port = await freePort();
    const key = folder.file('ssh-host-key');
    const made = await run('dropbearkey', ['-t', 'ed25519', '-f', key]);
    if (made.code !== 0) throw new Error(`dropbearkey: ${made.stderr}`);
    const args = ['-F', '-E', '-s', '-r', key, '-p', `127.0.0.1:${port}`, '-P', folder.file('dropbear.pid')];
    return new Dropbear(port, await ServerProcess.start({ name: 'dropbear', command: 'dropbear', args, ready: () => accepts(port) }));
  }

  /** How many clients got as far as to say a name that nobody here has: it is said encrypted, after both sides have agreed on keys. */
  get attempts(): number {
    return this.#server.log.match(/nonexistent user/g)?.length ?? 0;
  }

  /** A real client of it, which reaches it by this command. */
  async attempt(user: string, proxyCommand: string): Promise<Finished> {
    return run('dbclient', ['-y', '-y', '-J', proxyCommand, '-p', String(this.port), `${user}@localhost`, 'true']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
