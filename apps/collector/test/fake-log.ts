import type { Log } from '@weir/service';

/** Remembers the names of events. */
export class FakeLog implements Log {
  readonly events: string[] = [];

  event(_level: string, name: string): void {
    this.events.push(name);
  }
}
