import { setTimeout as wait } from 'node:timers/promises';
import type { Endpoint } from '../load/job.ts';
import { RawConnection, type Reads } from './raw-connection.ts';

/** One way to be a bad client. */
export interface Hostility {
  readonly name: string;
  readonly title: string;
  readonly clients: number;
  readonly reads: Reads;
  /** Sent once. */
  readonly begins: string;
  /** Sent after that again and again, so often. */
  readonly then?: { readonly bytes: string; readonly everyMs: number };
  /** Whoever is shut out comes again, after so long. Absent: only once. */
  readonly againMs?: number;
  /** How long the limit that ends it may take, seconds. */
  readonly endsWithin: number;
  /** Codes of the flow with which it ends. */
  readonly codes: readonly string[];
}

/** `--tcp-timeout` of the trials, seconds; by default it is 600. It is noticed an eighth later at most. */
export const idleSeconds = 15;

/** Other limits are fixed: 60 s for a head, 64 KiB for a head, 16 KiB for a chunk extension. */
const headSeconds = 60;
const slack = 8;

const beginning = 'GET /1k HTTP/1.1\r\nHost: trial\r\n';

export const hostilities: readonly Hostility[] = [
  {
    name: 'slowloris', title: 'clients that send a field of a head each second and never end it', clients: 1000, reads: 'all',
    begins: beginning, then: { bytes: 'X-A: b\r\n', everyMs: 1000 }, endsWithin: headSeconds + slack, codes: ['limit-exceeded'],
  },
  {
    name: 'never-reading', title: 'clients that ask for 16 MiB and read nothing', clients: 200, reads: 'never',
    begins: 'GET /16m HTTP/1.1\r\nHost: trial\r\n\r\n', endsWithin: idleSeconds + slack, codes: ['idle-timeout'],
  },
  {
    name: 'one-byte', title: 'clients that send a head without an end, byte by byte', clients: 100, reads: 'all',
    begins: `${beginning}X-A: `, then: { bytes: 'b', everyMs: 25 }, endsWithin: headSeconds + slack, codes: ['limit-exceeded'],
  },
  {
    name: 'headers', title: 'heads of 100,000 fields', clients: 20, reads: 'all',
    begins: `${beginning}${'X-A: b\r\n'.repeat(100_000)}\r\n`, againMs: 200, endsWithin: slack, codes: ['limit-exceeded', 'reset', 'closed-early'],
  },
  {
    name: 'chunk-extensions', title: 'chunk extensions without an end', clients: 20, reads: 'all',
    begins: 'POST /post HTTP/1.1\r\nHost: trial\r\nTransfer-Encoding: chunked\r\n\r\n5', then: { bytes: `;a=${'b'.repeat(1000)}`, everyMs: 10 },
    againMs: 200, endsWithin: slack, codes: ['limit-exceeded'],
  },
  {
    name: 'silent', title: 'connections that say nothing', clients: 1000, reads: 'all', begins: '', endsWithin: idleSeconds + slack, codes: ['idle-timeout'],
  },
];

/** One such client; after `stop` it only waits for its end. */
export class HostileClient {
  /** Connections that were made, and those of them that the server has ended. */
  made = 0;
  ended = 0;
  readonly #endpoint: Endpoint;
  readonly #kind: Hostility;
  #connection: RawConnection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(endpoint: Endpoint, kind: Hostility) {
    this.#endpoint = endpoint;
    this.#kind = kind;
  }

  /** Resolves when it is connected. */
  async start(): Promise<void> {
    const { begins, then, reads } = this.#kind;
    const connection = new RawConnection(this.#endpoint, reads);
    this.#connection = connection;
    await connection.opened;
    if (this.#stopped) return connection.close();
    this.made++;
    void connection.write(begins);
    if (then !== undefined) this.#timer = setInterval(() => void connection.write(then.bytes), then.everyMs);
    connection.whenOver(() => void this.#over());
  }

  /** Does not come again. */
  stop(): void {
    this.#stopped = true;
  }

  close(): void {
    this.stop();
    clearInterval(this.#timer);
    this.#connection?.close();
  }

  async #over(): Promise<void> {
    this.ended++;
    clearInterval(this.#timer);
    // What is left of it would be sent to nobody.
    this.#connection?.close();
    const { againMs } = this.#kind;
    if (againMs === undefined) return;
    await wait(againMs);
    if (!this.#stopped) await this.start();
  }
}
