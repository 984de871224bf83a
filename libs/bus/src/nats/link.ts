import { connect, type ConnectionOptions, type NatsConnection, type Status } from '@nats-io/transport-node';

/** What a link tells of itself. `reason` is one line, without secrets. */
export type LinkNews =
  | { readonly event: 'up'; readonly server: string }
  | { readonly event: 'down'; readonly reason: string }
  /** Told when the reason changes, not with each try. */
  | { readonly event: 'refused'; readonly reason: string }
  /** The server says that something is not allowed, or is wrong: once for each connection and reason. */
  | { readonly event: 'error'; readonly reason: string };

export interface LinkOptions {
  readonly connection: ConnectionOptions;
  readonly onNews?: (news: LinkNews) => void;
  /** Between two tries to connect, in milliseconds: doubled from the first to the last. Default 100 and 2000. */
  readonly retryMs?: readonly [first: number, last: number];
  /** A server that has said nothing for twice as long is taken for dead. Default 5000. */
  readonly pingMs?: number;
}

/** Errors told of one connection, at most: a producer without permission would have one for each batch. */
const maxErrors = 16;

/** What is done with each connection. */
export interface LinkUser {
  up(connection: NatsConnection): void;
  /** The connection is no more. What was written to it may have arrived or not. */
  down(): void;
}

/**
 * A connection to NATS that is made anew for as long as it takes: NATS being away is a state and no failure. Each connection is new to its users,
 * the library's own reconnection is off: it would keep what was written meanwhile without a bound, and end for good after two refusals.
 */
export class NatsLink {
  readonly #options: LinkOptions;
  readonly #users: LinkUser[] = [];
  #connection: NatsConnection | undefined;
  #closing = false;
  #said = '';
  #connects = 0;
  #wake: (() => void) | undefined;
  readonly #life: Promise<void>;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#life = this.#live();
  }

  get isUp(): boolean {
    return this.#connection !== undefined;
  }

  /** How often a connection was made. */
  get connects(): number {
    return this.#connects;
  }

  /** How many of these replaced one that was lost. */
  get reconnects(): number {
    return Math.max(0, this.#connects - 1);
  }

  /** What inboxes of its users begin with, which may be all that they are allowed to hear. */
  get inboxPrefix(): string | undefined {
    return this.#options.connection.inboxPrefix;
  }

  /** `user` is told of the present connection, if there is one, before this returns. */
  use(user: LinkUser): void {
    this.#users.push(user);
    if (this.#connection !== undefined) user.up(this.#connection);
  }

  /** Sends what was written and ends, within `ms`. */
  async close(ms = 1_000): Promise<void> {
    this.#closing = true;
    this.#wake?.();
    const connection = this.#connection;
    if (connection !== undefined) {
      await Promise.race([connection.drain().catch(ignore), wait(ms)]);
      await connection.close().catch(ignore);
    }
    await this.#life;
  }

  async #live(): Promise<void> {
    const { connection: options, retryMs: [first, last] = [100, 2_000], pingMs = 5_000 } = this.#options;
    let pause = first;
    // The constructor's caller has its users first.
    await Promise.resolve();
    while (!this.#closing) {
      try {
        const connection = await connect({ ...options, reconnect: false, pingInterval: pingMs, maxPingOut: 2, timeout: 5_000 });
        pause = first;
        await this.#serve(connection);
      } catch (error) {
        this.#refused(reasonOf(error));
      }
      if (this.#closing) return;
      await this.#sleep(pause);
      pause = Math.min(pause * 2, last);
    }
  }

  /** Until the connection is no more. */
  async #serve(connection: NatsConnection): Promise<void> {
    if (this.#closing) return connection.close();
    this.#connection = connection;
    this.#connects++;
    this.#said = '';
    this.#tell({ event: 'up', server: connection.getServer() });
    let reason = 'the connection ended';
    void this.#listen(connection.status(), () => {
      reason = 'the server says nothing any more';
      // The library would first wait until all is written, which a server that reads nothing never lets happen.
      connection.close().catch(ignore);
    });
    for (const user of this.#users) user.up(connection);
    const error = await connection.closed();
    this.#connection = undefined;
    for (const user of this.#users) user.down();
    if (!this.#closing) this.#tell({ event: 'down', reason: error === undefined ? reason : reasonOf(error) });
  }

  async #listen(statuses: AsyncIterable<Status>, stale: () => void): Promise<void> {
    const said = new Set<string>();
    for await (const status of statuses) {
      if (status.type === 'staleConnection') stale();
      if (status.type !== 'error') continue;
      const reason = reasonOf(status.error);
      if (said.has(reason) || said.size >= maxErrors) continue;
      said.add(reason);
      this.#tell({ event: 'error', reason });
    }
  }

  #refused(reason: string): void {
    if (this.#closing || reason === this.#said) return;
    this.#said = reason;
    this.#tell({ event: 'refused', reason });
  }

  #tell(news: LinkNews): void {
    this.#options.onNews?.(news);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function reasonOf(error: unknown): string {
  const { message = String(error), cause } = error as { readonly message?: string; readonly cause?: { readonly message?: string } };
  const first = (text: string): string => text.split('\n', 1)[0]!;
  return cause?.message === undefined ? first(message) : `${first(message)}: ${first(cause.message)}`;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms).unref(); });
}

function ignore(): void {
  // It is going away, whichever way.
}
