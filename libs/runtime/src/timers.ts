/** A handler's timers: one an id. Made when the first one is set. */
export class Timers {
  readonly #fire: (id: number) => void;
  #running: Map<number, NodeJS.Timeout> | undefined;

  constructor(fire: (id: number) => void) {
    this.#fire = fire;
  }

  set(id: number, ms: number): void {
    this.cancel(id);
    (this.#running ??= new Map()).set(id, setTimeout(expire, ms, this, id));
  }

  cancel(id: number): void {
    const timer = this.#running?.get(id);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#running?.delete(id);
  }

  clear(): void {
    if (this.#running === undefined) return;
    for (const timer of this.#running.values()) clearTimeout(timer);
    this.#running = undefined;
  }

  expired(id: number): void {
    this.#running?.delete(id);
    this.#fire(id);
  }
}

function expire(timers: Timers, id: number): void {
  timers.expired(id);
}
