import type { BatchMessage, Consumer, Delivery, Publisher } from '../src/index.ts';

/** A bus with both its ends in reach. `close` ends what `make` began. */
export interface BusUnderTest {
  readonly publisher: Publisher;
  readonly consumer: Consumer;
  close(): Promise<void>;
}

export interface ContractOptions {
  /** What `settled(true)` means: the consumer has acknowledged the batch, or the bus itself has it for good. */
  readonly commits?: 'acknowledged' | 'kept';
}

export type MakeBus = (options: { readonly maxPendingBytes: number; readonly redeliverMs: number }) => BusUnderTest | Promise<BusUnderTest>;

/** What holds for every bus. */
export function publisherContract(name: string, make: MakeBus, options?: ContractOptions): void {
  deliveryContract(name, make, options);
  boundContract(name, make);
}

/** What holds for every bus that is not full: of batches, acknowledgements, calls and flush. */
export function deliveryContract(name: string, make: MakeBus, { commits = 'acknowledged' }: ContractOptions = {}): void {
  describe(name, () => {
    const bus = underTest(make);

    test('delivers every batch once and in order when nothing fails', async () => {
      const seen: number[] = [];
      bus.consumer.start((batches) => batches.forEach((batch) => {
        seen.push(batch.payload[0]!);
        batch.ack();
      }));
      const ends = range(50).map((n) => publish(bus.publisher, n, 4));
      await bus.publisher.flush(soon());
      await until(() => seen.length >= 50);
      expect(seen).toEqual(range(50));
      expect(ends.map((end) => end.committed)).toEqual(range(50).map(() => true));
    });

    test('keeps the bytes as they were, of a view into a larger buffer too', async () => {
      const whole = Uint8Array.from(range(100));
      const got = new Promise<Uint8Array>((resolve) => bus.consumer.start((batches) => {
        for (const batch of batches) batch.ack();
        resolve(batches[0]!.payload.slice());
      }));
      bus.publisher.publish(message(1, whole.subarray(10, 20)), () => undefined);
      expect([...await got]).toEqual(range(20).slice(10));
      expect(whole).toHaveLength(100);
    });

    if (commits === 'acknowledged') {
      test('settles a batch after its ack and not before', async () => {
        const held = hold(bus.consumer);
        const end = publish(bus.publisher, 1, 8);
        const [batch] = await held.next(1);
        await turns();
        expect(end.committed).toBeUndefined();
        expect(bus.publisher.pendingBytes).toBe(8);
        batch!.ack();
        await bus.publisher.flush(soon());
        expect(end.committed).toBe(true);
        expect(bus.publisher.pendingBytes).toBe(0);
      });
    } else {
      test('settles a batch when the bus has it, whether anybody takes it or not', async () => {
        const end = publish(bus.publisher, 1, 8);
        expect(bus.publisher.pendingBytes).toBe(8);
        await bus.publisher.flush(soon());
        expect([end.committed, bus.publisher.pendingBytes]).toEqual([true, 0]);
      });
    }

    test('delivers again what was refused, until it is taken', async () => {
      const seen: number[] = [];
      bus.consumer.start((batches) => batches.forEach((batch) => {
        seen.push(batch.payload[0]!);
        if (batch.payload[0] === 2 && seen.filter((n) => n === 2).length < 3) batch.nak();
        else batch.ack();
      }));
      const ends = [1, 2, 3].map((n) => publish(bus.publisher, n, 4));
      await bus.publisher.flush(soon());
      await until(() => seen.filter((n) => n === 2).length >= 3);
      expect(seen.filter((n) => n === 2)).toHaveLength(3);
      expect(seen.filter((n) => n !== 2)).toEqual([1, 3]);
      expect(ends.map((end) => end.calls)).toEqual([1, 1, 1]);
    });

    test.each(['throws', 'rejects'])('delivers again what is not acknowledged when the receiver %s', async (how) => {
      let calls = 0;
      bus.consumer.start((batches) => {
        calls++;
        if (calls > 1) return batches.forEach((batch) => batch.ack());
        if (how === 'throws') throw new Error('disk full');
        return Promise.reject(new Error('disk full'));
      });
      const end = publish(bus.publisher, 1, 4);
      await bus.publisher.flush(soon());
      await until(() => calls >= 2);
      expect([calls >= 2, end.committed, end.calls]).toEqual([true, true, 1]);
    });

    test('counts the first of ack and nak', async () => {
      const held = hold(bus.consumer);
      const end = publish(bus.publisher, 1, 4);
      const [batch] = await held.next(1);
      batch!.ack();
      batch!.nak();
      batch!.ack();
      await bus.publisher.flush(soon());
      await turns();
      expect([held.count, end.calls, end.committed]).toEqual([1, 1, true]);
    });

    test('has at most one call under way', async () => {
      let under = 0;
      let most = 0;
      let seen = 0;
      bus.consumer.start(async (batches) => {
        most = Math.max(most, ++under);
        seen += batches.length;
        await turns();
        for (const batch of batches) batch.ack();
        under--;
      });
      for (const n of range(20)) {
        publish(bus.publisher, n, 4);
        if (n % 5 === 0) await turns();
      }
      await bus.publisher.flush(soon());
      await until(() => seen === 20);
      expect(most).toBe(1);
    });

    test('flush rejects when its signal aborts, and resolves at once when nothing is in flight', async () => {
      await bus.publisher.flush(soon());
      hold(bus.consumer);
      publish(bus.publisher, 1, 4);
      if (commits === 'acknowledged') await expect(bus.publisher.flush(AbortSignal.timeout(10))).rejects.toThrow();
      await expect(bus.publisher.flush(AbortSignal.abort(new Error('now')))).rejects.toThrow('now');
    });

    test('stop waits for the call under way, whose acknowledgement counts', async () => {
      let stopped: Promise<void> | undefined;
      let calls = 0;
      bus.consumer.start(async (batches) => {
        calls++;
        stopped ??= bus.consumer.stop();
        await turns();
        for (const batch of batches) batch.ack();
      });
      const end = publish(bus.publisher, 1, 4);
      await bus.publisher.flush(soon());
      await until(() => stopped !== undefined);
      await stopped;
      publish(bus.publisher, 2, 4);
      await turns();
      expect([calls, end.committed]).toEqual([1, true]);
    });
  });
}

/** What holds besides for a bus that keeps nothing beyond its bound and its end. */
function boundContract(name: string, make: MakeBus): void {
  describe(name, () => {
    const bus = underTest(make);

    test('refuses beyond its bound, and takes again when there is room', async () => {
      const held = hold(bus.consumer);
      expect(publish(bus.publisher, 1, 600).taken).toBe(true);
      const refused = publish(bus.publisher, 2, 600);
      expect(refused.taken).toBe(false);
      expect(publish(bus.publisher, 3, 400).taken).toBe(true);
      expect(bus.publisher.pendingBytes).toBe(1000);
      for (const batch of await held.next(2)) batch.ack();
      await bus.publisher.flush(soon());
      expect(refused.calls).toBe(0);
      expect(publish(bus.publisher, 4, 600).taken).toBe(true);
    });

    test('close settles what is in flight as not committed and takes no more', async () => {
      const end = publish(bus.publisher, 1, 4);
      await bus.publisher.close();
      await turns();
      expect([end.committed, end.reason, end.calls]).toEqual([false, 'closed', 1]);
      expect(bus.publisher.pendingBytes).toBe(0);
      expect(publish(bus.publisher, 2, 4).taken).toBe(false);
      await bus.publisher.close();
    });
  });
}

/** A new bus for each test. */
function underTest(make: MakeBus): BusUnderTest {
  const bus = {} as { -readonly [K in keyof BusUnderTest]: BusUnderTest[K] };
  beforeEach(async () => void Object.assign(bus, await make({ maxPendingBytes: 1000, redeliverMs: 5 })));
  afterEach(() => bus.close());
  return bus;
}

/** What became of one call of `publish`. */
export interface End {
  taken: boolean;
  calls: number;
  committed?: boolean;
  reason?: string;
}

export function publish(publisher: Publisher, number: number, bytes: number): End {
  const end: End = { taken: false, calls: 0 };
  end.taken = publisher.publish(message(number, new Uint8Array(bytes).fill(number)), (committed, reason) => {
    end.calls++;
    end.committed = committed;
    if (reason !== undefined) end.reason = reason;
  });
  return end;
}

function message(number: number, payload: Uint8Array): BatchMessage {
  return { id: `epoch:${number}`, firstSeq: number, lastSeq: number, payload };
}

/** A receiver that keeps what it gets. */
function hold(consumer: Consumer): { next(count: number): Promise<Delivery[]>; readonly count: number } {
  const kept: Delivery[] = [];
  consumer.start((batches) => void kept.push(...batches));
  return {
    get count() {
      return kept.length;
    },
    async next(count) {
      while (kept.length < count) await turns();
      return kept.slice(0, count);
    },
  };
}

export function soon(): AbortSignal {
  return AbortSignal.timeout(2000);
}

/** Of a bus that keeps batches itself, they reach the consumer some time after they are settled. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turns();
}

export function turns(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3));
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
