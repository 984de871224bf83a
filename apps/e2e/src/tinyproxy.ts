import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { accepts, stop, until } from './child.ts';
import type { Folder } from './folder.ts';
import { freePort } from '@weir/testing';

/** A real tinyproxy in the foreground on 127.0.0.1: the next proxy, which somebody else has written. */
export class Tinyproxy implements AsyncDisposable {
  readonly port: number;
  readonly #log: string;
  readonly #process: ChildProcess;

  private constructor(port: number, log: string, process: ChildProcess) {
    this.port = port;
    this.#log = log;
    this.#process = process;
  }

  /** `user`: whom it asks for (Basic); without one it takes everybody. */
  static async start(folder: Folder, name: string, user?: { readonly name: string; readonly password: string }): Promise<Tinyproxy> {
    const port = await freePort();
    const log = folder.file(`${name}.log`);
    const lines = [`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 60', 'MaxClients 50', 'Allow 127.0.0.1', `LogFile "${log}"`, 'LogLevel Info'];
    if (user !== undefined) lines.push(`BasicAuth ${user.name} ${user.password}`);
    writeFileSync(folder.file(`${name}.conf`), `${lines.join('\n')}\n`);
    const process = spawn('tinyproxy', ['-d', '-c', folder.file(`${name}.conf`)], { stdio: 'ignore' });
    await until('tinyproxy', () => accepts(port));
    return new Tinyproxy(port, log, process);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get log(): string {
    return readFileSync(this.#log, 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#process);
  }
}
