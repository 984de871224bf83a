import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '@weir/kubernetes';
import { firstLine, type Log } from '@weir/service';

export interface PublicationParts {
  /** A folder for the files. */
  readonly directory?: string | undefined;
  /** The name of a ConfigMap. */
  readonly configMap?: string | undefined;
  readonly cluster?: Pick<Cluster, 'publish'> | undefined;
  readonly log: Log;
}

/** What clients of proxies and proxies themselves are to trust, by file name. */
export type Published = Readonly<Record<'bundle.pem' | 'identity.pem', string>>;

/** Keeps what is to be trusted where others read it. */
export class Publication {
  readonly #parts: PublicationParts;
  #wanted: Published | undefined;
  #inCluster: Published | undefined;
  #looks = 0;
  #running: Promise<void> | undefined;
  #trouble = '';

  constructor(parts: PublicationParts) {
    this.#parts = parts;
  }

  /** Does what is left to do; what fails is told once, and tried again by the next call. */
  keep(wanted: Published): Promise<void> {
    this.#wanted = wanted;
    this.#running ??= this.#run().finally(() => { this.#running = undefined; });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { directory, configMap, cluster } = this.#parts;
    for (let wanted = this.#wanted; wanted !== undefined; wanted = this.#wanted === wanted ? undefined : this.#wanted) {
      try {
        if (directory !== undefined) writeFiles(directory, wanted);
        // What others have changed or removed is put right: in the cluster at every twelfth look, which is each minute.
        if (configMap !== undefined && cluster !== undefined && (this.#inCluster !== wanted || this.#looks++ % 12 === 0)) await cluster.publish(configMap, wanted);
        this.#inCluster = wanted;
        this.#tell('');
      } catch (error) {
        this.#tell(firstLine(error));
        return;
      }
    }
  }

  #tell(trouble: string): void {
    const { log } = this.#parts;
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    if (trouble === '') log.event('info', 'published', {}, 'what is to be trusted is where others read it');
    else log.event('error', 'publish-failed', { reason: trouble }, `what is to be trusted cannot be written for others: ${trouble}; trying again`);
  }
}

/** A reader sees the old text or the new one. */
function writeFiles(directory: string, published: Published): void {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  for (const [name, text] of Object.entries(published)) {
    const file = join(directory, name);
    if (present(file) === text) continue;
    const fresh = `${file}.${randomUUID()}`;
    try {
      writeFileSync(fresh, text);
      // Whatever the umask says: it is for others.
      chmodSync(fresh, 0o644);
      renameSync(fresh, file);
    } finally {
      rmSync(fresh, { force: true });
    }
  }
}

function present(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
