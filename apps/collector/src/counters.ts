import type { CollectorFigures } from '@weir/telemetry';

/** What the collector counts about itself. Plain numbers: read by /metrics and /readyz, written by their owners. */
export class Counters implements CollectorFigures {
  batches = 0;
  flows = 0;
  undecodableBatches = 0;
  storeFailures = 0;
  tailLost = 0;
  tailSubscribers = 0;
  requests = 0;
  /** False while the store refuses batches. */
  storing = true;
  readonly #storeBytes: () => number | undefined;

  /** `storeBytes` measures the store, when it is asked; undefined: that is not known. */
  constructor(storeBytes: () => number | undefined = () => undefined) {
    this.#storeBytes = storeBytes;
  }

  get storeBytes(): number | undefined {
    return this.#storeBytes();
  }

  /** What is not ready, in words; empty: it is. */
  notReady(): readonly string[] {
    return this.storing ? [] : ['the store refuses flows'];
  }
}
