import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { accepts, run, type Finished } from './child.ts';
import type { Folder } from './folder.ts';
import { ServerProcess } from './server-process.ts';
import { freePort } from '@weir/testing';

/** A real OpenSSH server on 127.0.0.1, which lets in whoever runs the tests, by a key of the test's. */
export class Sshd implements AsyncDisposable {
  readonly port: number;
  readonly #folder: Folder;
  readonly #server: ServerProcess;

  private constructor(folder: Folder, port: number, server: ServerProcess) {
    this.#folder = folder;
    this.port = port;
    this.#server = server;
  }

  static async start(folder: Folder): Promise<Sshd> {
    const port = await freePort();
    for (const key of ['ssh-host', 'ssh-user']) {
      const made = await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', folder.file(key)]);
      if (made.code !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
    }
    writeFileSync(folder.file('ssh-known'), `sshd ${readFileSync(folder.file('ssh-host.pub'), 'utf8')}`);
    writeFileSync(folder.file('sshd.conf'), configuration(folder, port));
    // As root it goes into this empty folder before anybody is known; where Debian's service never ran, nobody has made it.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    // It starts itself again for each client, and wants to be called by its whole path for that.
    const server = await ServerProcess.start({ name: 'sshd', command: '/usr/sbin/sshd', args: ['-D', '-e', '-f', folder.file('sshd.conf')], ready: () => accepts(port) });
    return new Sshd(folder, port, server);
  }

  /**
   * Runs `command` there by a real client, which goes to `to` (by a command, or straight to a port of 127.0.0.1) and speaks with nobody but the holder of
   * this server's key.
   */
  ssh(to: { readonly proxyCommand: string } | { readonly port: number }, command: string, input?: Uint8Array): Promise<Finished> {
    const options = {
      BatchMode: 'yes', IdentitiesOnly: 'yes', IdentityFile: this.#folder.file('ssh-user'), PreferredAuthentications: 'publickey', StrictHostKeyChecking: 'yes', HostKeyAlias: 'sshd',
      UserKnownHostsFile: this.#folder.file('ssh-known'), GlobalKnownHostsFile: 'none', LogLevel: 'ERROR', ...('port' in to ? { Port: to.port } : { ProxyCommand: to.proxyCommand }),
    };
    const args = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    return run('ssh', ['-F', 'none', ...args, `${userInfo().username}@localhost`, command], input && { input });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}

function configuration(folder: Folder, port: number): string {
  return `
ListenAddress 127.0.0.1:${port}
HostKey ${folder.file('ssh-host')}
AuthorizedKeysFile ${folder.file('ssh-user.pub')}
AuthenticationMethods publickey
PermitRootLogin prohibit-password
# The key lies in a folder for temporary ones, which belongs to all.
StrictModes no
UsePAM no
UseDNS no
PidFile none
`;
}
