import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface NatsServerOptions {
  /** Lines of nats-server's configuration besides port and store. */
  readonly configuration?: string;
  /** Of a cluster: a free one otherwise. */
  readonly port?: number;
  /** Where JetStream keeps its streams; else a folder that goes with the server. */
  readonly folder?: string;
}

/** A real nats-server on 127.0.0.1 with JetStream on disk, which can be killed, held and started again on the same port and store. */
export class NatsServer implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly #isOwn: boolean;
  readonly #file: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, isOwn: boolean, configuration: string) {
    this.port = port;
    this.folder = folder;
    this.#isOwn = isOwn;
    this.#file = join(folder, 'nats.conf');
    writeFileSync(this.#file, `listen: "127.0.0.1:${port}"\njetstream { store_dir: ${JSON.stringify(folder)}, max_file: 8G, max_mem: 64M }\nlog_file: ${JSON.stringify(join(folder, 'log'))}\n${configuration}\n`);
  }

  static async start({ configuration = '', port, folder }: NatsServerOptions = {}): Promise<NatsServer> {
    const server = new NatsServer(port ?? await freePort(), folder ?? mkdtempSync(join(tmpdir(), 'weir-nats-')), folder === undefined, configuration);
    await server.start();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** What the server has said. */
  get log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  /** Starts it, again after an end. Resolves when it greets clients. */
  async start(): Promise<void> {
    const child = spawn('nats-server', ['-c', this.#file], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    let said = '';
    child.stderr!.on('data', (bytes: Buffer) => { said += bytes.toString(); });
    const failed = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`nats-server ended with ${code}: ${said}`)));
    });
    failed.catch(() => undefined);
    await Promise.race([failed, greeted(this.port)]);
  }

  /** SIGKILL. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** It stands still: connections stay, nothing is read. */
  hold(): void {
    this.#process!.kill('SIGSTOP');
  }

  release(): void {
    this.#process!.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    child.kill('SIGCONT');
    await once(child, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('SIGKILL');
    if (this.#isOwn) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Tries until a server there says INFO, as NATS does first. */
async function greeted(port: number): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (await saysInfo(port)) return;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  throw new Error(`nats-server did not greet at port ${port} within 10 s`);
}

function saysInfo(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', end(true));
    socket.once('error', end(false));
    socket.once('close', end(false));
  });
}
