import dns from 'node:dns';
import type { LookupFunction } from 'node:net';

type Options = Parameters<LookupFunction>[1];
type Callback = Parameters<LookupFunction>[2];

/** Looks names up as `dns.lookup` does, each once at a time: who wants it meanwhile gets the same answer. One that is not answered holds one of the process's few threads for as long. */
export class SharedLookup {
  readonly #lookup: LookupFunction;
  readonly #pending = new Map<string, Set<Callback>>();

  constructor(lookup: LookupFunction = (...question) => dns.lookup(...question)) {
    this.#lookup = lookup;
  }

  /** For sockets that `signal` destroys: it forgets them, too. */
  for(signal: AbortSignal): LookupFunction {
    return (host, options, callback) => this.#join(host, options, callback, signal);
  }

  #join(host: string, options: Options, callback: Callback, signal: AbortSignal): void {
    if (signal.aborted) return;
    const key = JSON.stringify([host, options]);
    const waiting = this.#pending.get(key) ?? this.#start(key, host, options);
    const forget = (): void => void waiting.delete(told);
    const told: Callback = (...answer) => {
      signal.removeEventListener('abort', forget);
      callback(...answer);
    };
    waiting.add(told);
    signal.addEventListener('abort', forget, { once: true });
  }

  #start(key: string, host: string, options: Options): Set<Callback> {
    const waiting = new Set<Callback>();
    this.#pending.set(key, waiting);
    this.#lookup(host, options, (...answer) => {
      this.#pending.delete(key);
      for (const told of waiting) told(...answer);
    });
    return waiting;
  }
}
