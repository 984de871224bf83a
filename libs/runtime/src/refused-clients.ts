import type { ProxyError } from '@weir/core';
import type { EventLog } from './log.ts';

/** Addresses that are told apart in the log. */
const most = 1024;

/** Clients that were closed without a byte: each address has one line in the log, whatever it goes on to do, and all together a bounded number of them. */
export class RefusedClients {
  readonly #log: EventLog;
  readonly #seen = new Set<string>();
  #count = 0;

  constructor(log: EventLog) {
    this.#log = log;
  }

  add(mode: string, client: string, error: ProxyError): void {
    this.#count++;
    if (this.#seen.size > most || this.#seen.has(client)) return;
    this.#seen.add(client);
    if (this.#seen.size <= most) this.#log.event('warn', 'client-refused', { mode, client, code: error.code }, error.message);
    else this.#log.event('warn', 'clients-refused', { count: this.#count }, `clients of more than ${most} addresses were refused: further ones are not told one by one`);
  }

  /** Tells how many there were since it was last told. */
  sum(): void {
    if (this.#count > 0) this.#log.event('info', 'clients-refused', { count: this.#count }, `${this.#count} connections of clients were refused`);
    this.#count = 0;
  }
}
