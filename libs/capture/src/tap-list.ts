/** What a TapList links. */
export interface Listed<T extends Listed<T>> {
  list: TapList<T> | undefined;
  before: T | undefined;
  after: T | undefined;
}

/** Open taps, the first added first. Adding and removing cost the same however many there are. */
export class TapList<T extends Listed<T>> {
  #first: T | undefined;
  #last: T | undefined;

  get first(): T | undefined {
    return this.#first;
  }

  add(tap: T): void {
    tap.list = this;
    tap.before = this.#last;
    tap.after = undefined;
    if (this.#last === undefined) this.#first = tap;
    else this.#last.after = tap;
    this.#last = tap;
  }

  remove(tap: T): void {
    if (tap.list !== this) return;
    tap.list = undefined;
    if (tap.before === undefined) this.#first = tap.after;
    else tap.before.after = tap.after;
    if (tap.after === undefined) this.#last = tap.before;
    else tap.after.before = tap.before;
    tap.before = undefined;
    tap.after = undefined;
  }
}
