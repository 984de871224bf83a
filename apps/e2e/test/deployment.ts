import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run, temporaryFolder, type Folder } from '../src/index.ts';

/** The folder deploy/ of the repository. */
export const deploy = fileURLToPath(new URL('../../../deploy', import.meta.url));

/** What `node deploy/prepare.mjs` makes, in a folder of its own. */
export class Deployment implements Disposable {
  readonly folder: Folder;
  /** What is in secrets/nats.env, for nats-server. */
  readonly environment: Readonly<Record<string, string>>;

  private constructor(folder: Folder) {
    this.folder = folder;
    this.environment = Object.fromEntries([...readFileSync(folder.file('secrets/nats.env'), 'utf8').matchAll(/^(\w+)='(.*)'$/gm)].map(([, name, value]) => [name!, value!]));
  }

  static async prepare(): Promise<Deployment> {
    const folder = temporaryFolder('deploy');
    await this.prepareIn(folder);
    return new Deployment(folder);
  }

  /** As one runs it again: what is there stays. */
  static async prepareIn(folder: Folder): Promise<void> {
    const { code, stderr } = await run(process.execPath, [`${deploy}/prepare.mjs`, folder.path]);
    if (code !== 0) throw new Error(`prepare.mjs: ${stderr}`);
  }

  /** The file of a secret. */
  secret(name: string): string {
    return this.folder.file(`secrets/${name}`);
  }

  read(name: string): string {
    return readFileSync(this.secret(name), 'utf8').trim();
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}
