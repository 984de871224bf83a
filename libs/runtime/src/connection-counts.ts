import type { ProxyError } from '@weir/core';

/** What a proxy has seen since it was made. Plain figures, fit to be sent to another thread. */
export interface ProxyStats {
  /** Client connections open now. */
  readonly open: number;
  /** Client connections that were taken. */
  readonly accepted: number;
  /** Closed unread: not admitted, or too many. */
  readonly refused: number;
  /** Failures by code, each once: those of connections and of servers, TLS included. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Counts connections and failures, not bytes: nothing here is called for what passes. */
export class ConnectionCounts {
  accepted = 0;
  refused = 0;
  readonly #errors = new Map<ProxyError['code'], number>();

  failed({ code }: ProxyError): void {
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1);
  }

  stats(open: number): ProxyStats {
    return { open, accepted: this.accepted, refused: this.refused, errors: Object.fromEntries(this.#errors) };
  }
}
