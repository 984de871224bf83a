import type { Cluster } from '@weir/kubernetes';

/** A cluster that is opened when it is first needed: a policy can get its first service account at any time. */
export class LazyCluster implements Pick<Cluster, 'reviewToken' | 'publish'> {
  readonly #openCluster: () => Promise<Cluster>;
  #opened: Promise<Cluster> | undefined;

  constructor(openCluster: () => Promise<Cluster>) {
    this.#openCluster = openCluster;
  }

  /** Rejects as `openCluster` does, and tries again at the next call. */
  open(): Promise<Cluster> {
    this.#opened ??= this.#openCluster().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async reviewToken(token: string, audience: string): Promise<string | undefined> {
    return (await this.open()).reviewToken(token, audience);
  }

  async publish(name: string, data: Readonly<Record<string, string>>): Promise<void> {
    return (await this.open()).publish(name, data);
  }
}
