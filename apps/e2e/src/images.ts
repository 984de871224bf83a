import { chmodSync, chownSync, copyFileSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { environmentOf, parseDockerfile, root, textsOf, type Stage } from '@weir/image';
import { run } from './child.ts';
import { temporaryFolder, type Folder } from './folder.ts';
import type { Program } from './program.ts';

const [build, image] = parseDockerfile(readFileSync(`${root}/deploy/Dockerfile`, 'utf8')).stages as readonly [Stage, Stage];

/** Who an image runs as. Where tests are not root they are themselves. */
const [uid, gid] = textsOf(image, 'USER')[0]!.split(':').map(Number) as [number, number];
const isRoot = process.getuid!() === 0;

/**
 * What deploy/Dockerfile makes, without an engine: its own command makes the bundles, each in a folder that only root may write, and its own entry point starts
 * them, on a copy of Node, as nobody in particular, with nothing of the checkout on any path.
 */
export class Images implements Disposable {
  readonly #folder: Folder;

  private constructor(folder: Folder) {
    this.#folder = folder;
  }

  static async build(apps: readonly string[]): Promise<Images> {
    const folder = temporaryFolder('images');
    chmodSync(folder.path, 0o755);
    copyFileSync(process.execPath, folder.file('node'));
    chmodSync(folder.file('node'), 0o755);
    const [command, last] = textsOf(build, 'RUN').slice(-1).map((text) => text.split(/ (?=\/bundle$)/))[0]!;
    if (command === undefined || last !== '/bundle') throw new Error('deploy/Dockerfile: its last RUN makes no bundle in /bundle');
    for (const app of apps) {
      const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH']}`, APP: app };
      const { code, stderr } = await run('sh', ['-c', `${command} "${folder.file(app)}"`], { cwd: root, env });
      if (code !== 0) throw new Error(`${command}: ${stderr}`);
    }
    return new Images(folder);
  }

  /** As the image of the app is started. */
  program(app: string): Program {
    const [, ...words] = this.#inside(app, JSON.parse(textsOf(image, 'ENTRYPOINT')[0]!) as string[]);
    return this.#as([this.#folder.file('node'), ...words]);
  }

  /** What its HEALTHCHECK says of one with this WEIR_HEALTH_LISTEN: 0 where it is ready. */
  async health(app: string, listen: string): Promise<number | null> {
    const [, ...words] = this.#inside(app, JSON.parse(textsOf(image, 'HEALTHCHECK')[0]!.replace(/^CMD /, '')) as string[]);
    const { command: [program, ...args], env, ...who } = this.#as([this.#folder.file('node'), ...words]);
    return (await run(program!, args, { ...who, env: { ...env, WEIR_HEALTH_LISTEN: listen } })).code;
  }

  /** A folder as an engine mounts it: the image's user may write there. */
  static volume(name: string): Folder {
    const folder = temporaryFolder(name);
    if (isRoot) chownSync(folder.path, uid, gid);
    return folder;
  }

  #inside(app: string, words: readonly string[]): readonly string[] {
    return words.map((word) => word.replace(/^\/app(?=\/)/, this.#folder.file(app)));
  }

  #as(command: readonly string[]): Program {
    return { command, cwd: '/', env: { PATH: '/usr/bin:/bin', ...environmentOf(image) }, ...(isRoot && { uid, gid }) };
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}
