import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface NatsServerOptions {
  /** Lines of nats-server's configuration besides port and store. */
  readonly configuration?: string;
  /** A configuration that is used as it is, in place of `configuration`. It names no store: -sd says where that is. */
  readonly file?: string;
  /** Variables that the configuration takes from the environment. */
  readonly environment?: Readonly<Record<string, string>>;
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
  readonly #arguments: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, isOwn: boolean, { configuration = '', file, environment = {} }: NatsServerOptions, monitoring: number) {
    this.port = port;
    this.folder = folder;
    this.#isOwn = isOwn;
    this.#environment = environment;
    const log = join(folder, 'log');
    if (file !== undefined) {
      this.#arguments = ['-c', file, '-a', '127.0.0.1', '-p', String(port), '-m', String(monitoring), '-sd', folder, '-l', log];
      return;
    }
    const own = join(folder, 'nats.conf');
    this.#arguments = ['-c', own];
    writeFileSync(own, `listen: "127.0.0.1:${port}"\njetstream { store_dir: ${JSON.stringify(folder)}, max_file: 8G, max_mem: 64M }\nlog_file: ${JSON.stringify(log)}\n${configuration}\n`);
  }

  static async start(options: NatsServerOptions = {}): Promise<NatsServer> {
    const { port, folder } = options;
    const server = new NatsServer(port ?? await freePort(), folder ?? mkdtempSync(join(tmpdir(), 'weir-nats-')), folder === undefined, options, await freePort());
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
    const child = spawn('nats-server', this.#arguments, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...this.#environment } });
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

  /** It stands still when this returns: connections stay, nothing is read. */
  hold(): void {
    const { pid } = this.#process!;
    this.#process!.kill('SIGSTOP');
    // On another core it goes on answering until the signal has come.
    for (let tries = 0; !isStopped(pid!); tries++) {
      if (tries === 2_000) throw new Error('nats-server does not stop');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
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

/** All its threads are (proc_pid_stat(5): the state follows the name, which stands in brackets). */
function isStopped(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) => /\) T /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1')));
}
