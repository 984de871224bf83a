import { run } from './child.ts';
import type { Folder } from './folder.ts';

/** A repository with one commit, `a house`, that a plain web server serves from `www/house.git`: git's dumb protocol. */
export class GitRepository {
  readonly #folder: Folder;

  private constructor(folder: Folder) {
    this.#folder = folder;
  }

  static async create(folder: Folder): Promise<GitRepository> {
    const repository = new GitRepository(folder);
    const [work, bare] = [folder.file('work'), folder.file('www/house.git')];
    await repository.#git('init', '-q', '-b', 'main', work);
    await repository.#git('-C', work, '-c', 'user.name=a', '-c', 'user.email=a@a', 'commit', '-q', '--allow-empty', '-m', 'a house');
    await repository.#git('clone', '-q', '--bare', work, bare);
    await repository.#git('-C', bare, 'update-server-info');
    return repository;
  }

  /** Clones `url` into `name` with these settings (`http.proxy=...`); the subjects of its commits. Throws what git says. */
  async cloned(url: string, name: string, ...settings: string[]): Promise<string> {
    const to = this.#folder.file(name);
    await this.#git(...settings.flatMap((setting) => ['-c', setting]), 'clone', '-q', url, to);
    return this.#git('-C', to, 'log', '--format=%s');
  }

  async #git(...args: string[]): Promise<string> {
    const env = { PATH: process.env['PATH'], HOME: this.#folder.path, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' } as NodeJS.ProcessEnv;
    const { code, stdout, stderr } = await run('git', args, { env });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  }
}
