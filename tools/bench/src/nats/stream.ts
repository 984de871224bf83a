import { ensureStream, flowSubject, NatsLink, natsPublisher } from '@weir/bus/nats';
import type { BatchMessage } from '@weir/bus';

type Connection = Parameters<typeof ensureStream>[0];

/** As nats-server names it; the collectors' own consumer is called `collector`. */
const stream = 'WEIR_FLOWS';
const settings = { replicas: 1, maxBytes: 4 * 1024 ** 3, maxAgeMs: 3_600_000 };
const answerMs = 10_000;
const fillMs = 120_000;

/** The stream of flows, by the server's own API: what is in it, and how far a consumer has come. */
export class FlowStream implements AsyncDisposable {
  readonly #link: NatsLink;
  readonly #connection: Connection;

  private constructor(link: NatsLink, connection: Connection) {
    this.#link = link;
    this.#connection = connection;
  }

  /** Makes it where there is none, as a collector does. Rejects where the server is not there. */
  static async open(url: string): Promise<FlowStream> {
    const { promise, resolve, reject } = Promise.withResolvers<Connection>();
    const link = new NatsLink({
      connection: { servers: [url], name: 'bench' },
      onNews: (news) => { if (news.event === 'refused') reject(new Error(`no connection to ${url}: ${news.reason}`)); },
    });
    link.use({ up: resolve, down: () => undefined });
    try {
      const connection = await promise;
      await ensureStream(connection, settings);
      return new FlowStream(link, connection);
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  /** Publishes batches as a data plane does, as long as `next` has one, and waits until the stream has all of them. */
  async fill(next: () => BatchMessage | undefined): Promise<void> {
    const publisher = natsPublisher({ link: this.#link, subject: flowSubject('bench') });
    let failed = 0;
    try {
      for (let batch = next(); batch !== undefined; batch = next()) {
        const settled = (committed: boolean): void => { if (!committed) failed++; };
        if (publisher.publish(batch, settled)) continue;
        await publisher.flush(AbortSignal.timeout(fillMs));
        if (!publisher.publish(batch, settled)) failed++;
      }
      await publisher.flush(AbortSignal.timeout(fillMs));
    } finally {
      await publisher.close();
    }
    if (failed > 0) throw new Error(`the stream did not take ${failed} batches`);
  }

  /** Makes a durable consumer that begins at the first batch, in place of the one of this name that may be there. */
  async freshConsumer(name: string): Promise<void> {
    await this.dropConsumer(name);
    const config = { durable_name: name, ack_policy: 'explicit', deliver_policy: 'all', max_ack_pending: 1024, ack_wait: 30e9 };
    await this.#ask(`CONSUMER.DURABLE.CREATE.${stream}.${name}`, { stream_name: stream, config });
  }

  async dropConsumer(name: string): Promise<void> {
    // Where there is none there is nothing to do.
    await this.#ask(`CONSUMER.DELETE.${stream}.${name}`, {}).catch(() => undefined);
  }

  /** Batches that the consumer has acknowledged, none before them missing. */
  async acknowledged(name: string): Promise<number> {
    const { ack_floor: floor } = await this.#ask(`CONSUMER.INFO.${stream}.${name}`, {}) as { readonly ack_floor: { readonly stream_seq: number } };
    return floor.stream_seq;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#link.close();
  }

  async #ask(subject: string, body: object): Promise<unknown> {
    const answer = (await this.#connection.request(`$JS.API.${subject}`, JSON.stringify(body), { timeout: answerMs })).json<{ readonly error?: { readonly description: string } }>();
    if (answer.error !== undefined) throw new Error(`nats-server: ${subject}: ${answer.error.description}`);
    return answer;
  }
}
