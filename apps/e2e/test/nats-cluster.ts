import { jetstreamManager, type StreamInfo } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { freePort, NatsServer } from '@weir/testing';
import { until } from '../src/index.ts';

/** Servers of NATS on loopback that are one cluster, by their names in it. */
export class NatsCluster implements AsyncDisposable {
  readonly servers: ReadonlyMap<string, NatsServer>;

  private constructor(servers: ReadonlyMap<string, NatsServer>) {
    this.servers = servers;
  }

  static async start(size: number): Promise<NatsCluster> {
    const ports: number[] = [];
    for (let at = 0; at < size; at++) ports.push(await freePort());
    const routes = ports.map((port) => `nats://127.0.0.1:${port}`).join(', ');
    const servers = await Promise.all(ports.map(async (port, at) => [`n${at + 1}`, await NatsServer.start({
      configuration: `server_name: n${at + 1}\ncluster { name: weir, listen: "127.0.0.1:${port}", routes: [${routes}] }`,
    })] as const));
    const cluster = new NatsCluster(new Map(servers));
    await until('a leader of JetStream', () => cluster.#ask(async (manager) => ((await manager.getAccountInfo()).api.total >= 0 ? true : undefined)), 30_000);
    return cluster;
  }

  /** As nats_url has them. */
  get urls(): string {
    return [...this.servers.values()].map(({ url }) => url).join(',');
  }

  /** What the cluster says of the stream; undefined: not now. */
  stream(name: string): Promise<StreamInfo | undefined> {
    return this.#ask((manager) => manager.streams.info(name));
  }

  async #ask<T>(question: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<T | undefined>): Promise<T | undefined> {
    try {
      const connection = await connect({ servers: this.urls.split(','), timeout: 2_000, reconnect: false });
      try {
        return await question(await jetstreamManager(connection, { timeout: 2_000 }));
      } finally {
        await connection.close();
      }
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers.values()) await server[Symbol.asyncDispose]();
  }
}
