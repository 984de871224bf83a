import type { Consumer, Deliver, Delivery } from '@weir/bus';

/** Delivers what the test gives it, once. */
export class FakeConsumer implements Consumer {
  #deliver: Deliver = () => {};
  stopped = false;

  start(deliver: Deliver): void {
    this.#deliver = deliver;
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }

  deliver(...payloads: Uint8Array[]): { readonly fates: string[]; readonly ended: void | Promise<void> } {
    const fates: string[] = payloads.map(() => 'none');
    const deliveries: Delivery[] = payloads.map((payload, n) => ({ payload, ack: () => { fates[n] = 'ack'; }, nak: () => { fates[n] = 'nak'; } }));
    return { fates, ended: this.#deliver(deliveries) };
  }
}
