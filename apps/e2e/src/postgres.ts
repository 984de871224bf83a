import { chownSync, copyFileSync, existsSync, readdirSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { run, type Finished } from './child.ts';
import type { ServerCertificate } from './authority.ts';
import { temporaryFolder, type Folder } from './folder.ts';
import { ServerProcess } from './server-process.ts';
import { freePort } from '@weir/testing';

/** Whom its programs run as: not root, who may not run a server. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** A real PostgreSQL on 127.0.0.1, in a folder of its own, with TLS or not at all, and a password by SCRAM. */
export class Postgres implements AsyncDisposable {
  static readonly user = 'weir';
  static readonly password = 'word-of-the-database';
  readonly port: number;
  readonly #folder: Folder;
  readonly #server: ServerProcess;

  private constructor(folder: Folder, port: number, server: ServerProcess) {
    this.#folder = folder;
    this.port = port;
    this.#server = server;
  }

  static async start(certificate: ServerCertificate): Promise<Postgres> {
    const port = await freePort();
    const account = await accountOfServer();
    const folder = temporaryFolder('postgres');
    const [data, password, crt, key] = ['data', 'password', 'server.crt', 'server.key'].map((name) => folder.file(name)) as [string, string, string, string];
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(password, Postgres.password);
    copyFileSync(certificate.certificate, crt);
    copyFileSync(certificate.key, key);
    chmodSync(key, 0o600);
    if (account !== undefined) for (const path of [folder.path, data, password, crt, key]) chownSync(path, account.uid, account.gid);
    // The encoding and the locale are said, so that those of the machine do not count.
    const made = await run(program('initdb'), ['-D', data, '-U', Postgres.user, `--pwfile=${password}`, '-A', 'scram-sha-256', '--no-sync', '--locale=C', '-E', 'UTF8'], { ...account, cwd: folder.path });
    if (made.code !== 0) throw new Error(`initdb: ${made.stderr}`);
    writeFileSync(`${data}/pg_hba.conf`, 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
    const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', ssl: 'on', ssl_cert_file: crt, ssl_key_file: key, fsync: 'off', logging_collector: 'off' };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = await ServerProcess.start({
      name: 'PostgreSQL', command: program('postgres'), args: ['-D', data, ...args], options: { ...account, cwd: folder.path },
      // It listens before it has read what it keeps, and sends clients away until then.
      ready: async () => ((await run(program('pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)])).code === 0 ? true : undefined),
      ms: 15_000,
      // That asks for the end now; SIGTERM alone would wait for the last client.
      endSignal: 'SIGINT',
    });
    return new Postgres(folder, port, server);
  }

  /** A real psql that goes to that port of `localhost` and says `sql`. `settings` are libpq's: `sslmode`, `sslrootcert`, ... */
  static psql(port: number, settings: Readonly<Record<string, string>>, sql: string): Promise<Finished> {
    const all = { host: 'localhost', port, dbname: 'postgres', user: Postgres.user, connect_timeout: 10, ...settings };
    const words = Object.entries(all).map(([name, value]) => `${name}=${value}`).join(' ');
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', LC_ALL: 'C', PGPASSWORD: Postgres.password } as NodeJS.ProcessEnv;
    return run(program('psql'), ['-X', '-q', '-A', '-t', '-d', words, '-c', sql], { env });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

/** Debian keeps the programs of each version in a folder of its own, and not on PATH. */
function program(name: string): string {
  const versions = '/usr/lib/postgresql';
  const found = (existsSync(versions) ? readdirSync(versions) : []).sort((a, b) => Number(b) - Number(a)).map((version) => `${versions}/${version}/bin/${name}`).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`no ${versions}/*/bin/${name}: install Debian's package postgresql`);
  return found;
}

/** The user that the package has made, where the tests are root's; none is needed otherwise. */
async function accountOfServer(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (which) => {
    const { code, stdout, stderr } = await run('id', [which, 'postgres']);
    if (code !== 0) throw new Error(`PostgreSQL does not run as root, and its user is not there: ${stderr}`);
    return Number(stdout);
  }));
  return { uid: uid!, gid: gid! };
}
