import { spawnSync } from 'node:child_process';
import type { LossJson } from '@weir/flow';
import { NatsServer } from '@weir/testing';
import { Service, SteadyLoad, temporaryFolder, until, World, type LoadResult } from '../src/index.ts';

/** Of the answers: what waits does not fit into memory for long. */
export const answerBytes = 16 * 1024;

/** A nats-server, collectors and proxies, each a process, before a real nginx. */
export class Distributed implements AsyncDisposable {
  readonly world: World;
  readonly nats: NatsServer;
  readonly #parts = new AsyncDisposableStack();

  private constructor(world: World, nats: NatsServer) {
    this.world = world;
    this.nats = nats;
    this.#parts.use(world);
    this.#parts.use(nats);
  }

  static async start(): Promise<Distributed> {
    return new Distributed(await World.create(), await NatsServer.start());
  }

  /** A new folder, which goes at the end. */
  home(name: string): string {
    return this.#parts.use(temporaryFolder(name)).path;
  }

  /** A folder on a disk of its own, in memory: `size` is as tmpfs has it. */
  disk(size: string): string {
    const folder = this.home('disk');
    mounted('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder);
    this.#parts.defer(() => mounted('umount', folder));
    return folder;
  }

  collector(home: string, environment: Readonly<Record<string, string>> = {}): Promise<Service> {
    return this.#service('collector', { WEIR_HOME: home, ...environment });
  }

  /** A reverse proxy before nginx. */
  proxy(home: string, environment: Readonly<Record<string, string>> = {}): Promise<Service> {
    return this.#service('reverse', { WEIR_MODE: `reverse:http://127.0.0.1:${this.world.nginx.port}@127.0.0.1:0`, WEIR_HOME: home, ...environment });
  }

  /** So many requests a second until it is stopped. */
  load(proxy: Service, rate: number, path = '/16k.bin', bytes = answerBytes): SteadyLoad {
    return SteadyLoad.start({ way: 'direct', port: proxy.port(), origin: this.world.nginx.port, path, bytes, rate });
  }

  async #service(name: string, environment: Readonly<Record<string, string>>): Promise<Service> {
    return this.#parts.use(await Service.start(name, { WEIR_NATS_URL: this.nats.url, ...environment }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts[Symbol.asyncDispose]();
  }
}

function mounted(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}

/** The requests, after it is sure that each was answered rightly. */
export function answered({ requests, errors }: LoadResult): number {
  expect(errors).toEqual({});
  expect(requests).toBeGreaterThan(0);
  return requests;
}

/** Flows that are stored, each counted once. */
export async function storedFlows(collector: Service): Promise<number> {
  const { groups } = await (await collector.get('/api/v1/stats?by=mode')).json() as { readonly groups: readonly { readonly count: number }[] };
  return groups.reduce((sum, { count }) => sum + count, 0);
}

/** Until `isWhole` of what the collector tells of its losses; its failure says what was told last. */
export async function loss(collector: Service, what: string, isWhole: (loss: LossJson) => boolean, ms = 60_000): Promise<LossJson> {
  let last: LossJson | undefined;
  return until(what, async () => {
    last = await collector.loss();
    return isWhole(last) ? last : undefined;
  }, ms).catch((error: Error) => { throw new Error(`${error.message}: ${JSON.stringify(last)}`); });
}

/** All that was captured is stored: a flow for each request, none lost, none doubled. */
export async function expectWhole(collector: Service, requests: number): Promise<void> {
  const { lost } = await loss(collector, `${requests} flows stored`, ({ captured, stored }) => stored >= requests && captured === stored);
  expect(lost).toEqual([]);
  expect(await storedFlows(collector)).toBe(requests);
}

/** Until the proxy has captured so many records more. */
export async function captured(proxy: Service, more: number): Promise<void> {
  const captures = (): Promise<number> => proxy.metric('weir_capture_records_total');
  const target = await captures() + more;
  await until(`${more} records`, async () => (await captures()) >= target || undefined, 60_000);
}

/** Until the proxy has batches on disk. */
export function spooled(proxy: Service): Promise<number> {
  return until('batches in the spool', async () => (await proxy.metric('weir_bus_spooled_batches')) || undefined, 60_000);
}

/** Until all of them are in the stream. */
export function drained(proxy: Service): Promise<true> {
  return until('an empty spool', async () => ((await proxy.metric('weir_bus_spooled_batches')) === 0 ? true : undefined), 60_000);
}
