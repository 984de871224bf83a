import { OutsideAuthority } from './authority.ts';
import { temporaryFolder, type Folder } from './folder.ts';
import { Nginx } from './nginx.ts';

/** What lies beyond the proxies in most suites: an authority, a certificate for `localhost`, an nginx. */
export class World implements AsyncDisposable {
  readonly folder: Folder;
  readonly authority: OutsideAuthority;
  readonly nginx: Nginx;

  private constructor(folder: Folder, authority: OutsideAuthority, nginx: Nginx) {
    this.folder = folder;
    this.authority = authority;
    this.nginx = nginx;
  }

  static async create(): Promise<World> {
    const folder = temporaryFolder('world');
    const authority = await OutsideAuthority.create(folder);
    const certificate = await authority.issue(['localhost', 'origin.test', '127.0.0.1'], 'Origin Ltd');
    return new World(folder, authority, await Nginx.start(folder, certificate));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.nginx[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}
