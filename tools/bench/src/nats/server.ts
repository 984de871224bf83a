import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import type { Program, Programs } from '../programs.ts';
import { firstLineOf, which } from '../which.ts';

export interface NatsServer {
  readonly program: Program;
  readonly url: string;
}

/** What has to be installed, in words for the user; undefined: nothing. */
export function natsMissing(): string | undefined {
  return which('nats-server') === undefined ? 'nats-server is not on PATH (Debian: apt-get install nats-server)' : undefined;
}

export function natsVersion(): string {
  return firstLineOf(which('nats-server') ?? 'nats-server', ['--version']);
}

/** A nats-server with JetStream on disk, which has nothing in it yet. `before` are the words of a command that it is started by. Throws where there is none. */
export async function startNats(programs: Programs, folder: string, before: readonly string[] = []): Promise<NatsServer> {
  const missing = natsMissing();
  if (missing !== undefined) throw new Error(missing);
  const port = await freePort();
  const own = join(folder, 'nats');
  mkdirSync(own, { recursive: true });
  const file = join(own, 'nats.conf');
  writeFileSync(file, natsConfiguration(own, port));
  const [command, ...args] = [...before, which('nats-server')!, '-c', file];
  return { program: await programs.start({ name: 'nats-server', command: command!, args, port }), url: `nats://127.0.0.1:${port}` };
}

export function natsConfiguration(folder: string, port: number): string {
  return `listen: "127.0.0.1:${port}"\njetstream { store_dir: ${JSON.stringify(folder)}, max_file: 8G, max_mem: 64M }\nlog_file: ${JSON.stringify(join(folder, 'log'))}\n`;
}
