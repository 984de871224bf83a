import { range, turns } from '../../test/publisher-contract.ts';
import { batch, spoolFolder } from '../../test/spool-folder.ts';
import type { BatchMessage, Publisher, Settled } from '../bus.ts';
import { Drain } from './drain.ts';
import { openSpool, type Spool } from './spool.ts';

const folder = spoolFolder();
let spool: Spool;
beforeEach(async () => {
  spool = await openSpool({ directory: folder.path, limitBytes: 1024 * 1024, clock: { nowMs: () => 0 } });
});
afterEach(() => spool.close());

const append = (numbers: readonly number[]): Promise<void[]> => Promise.all(numbers.map((n) => new Promise<void>((resolve) => spool.append(batch(n), () => resolve()))));

/** Takes `room` batches at a time, and says nothing until it is told to. */
class Slow {
  room = 3;
  readonly taken: number[] = [];
  readonly inFlight: { batch: BatchMessage; settled: Settled }[] = [];
  empty = 0;
  readonly drain = new Drain(spool, { publish: (message, settled) => this.publish(message, settled) } as Publisher, () => this.empty++);

  publish(message: BatchMessage, settled: Settled): boolean {
    if (this.inFlight.length >= this.room) return false;
    this.taken.push(message.firstSeq);
    this.inFlight.push({ batch: message, settled });
    return true;
  }

  end(committed: boolean, reason?: string): void {
    this.inFlight.shift()!.settled(committed, reason);
  }

  async until(taken: number): Promise<void> {
    while (this.taken.length < taken) await turns();
  }
}

test('reads one batch more than is taken, and goes on when one ends', async () => {
  await append(range(6));
  const slow = new Slow();
  slow.drain.wake();
  await slow.until(3);
  await turns();
  expect([slow.drain.bytes, slow.taken]).toEqual([4 * 4, [0, 1, 2]]);
  slow.end(true);
  await slow.until(4);
  while (slow.taken.length < 6) {
    slow.end(true);
    await turns();
  }
  expect([slow.taken, spool.isEmpty, slow.empty]).toEqual([range(6), false, 0]);
  while (slow.inFlight.length > 0) slow.end(true);
  await turns();
  expect([slow.drain.bytes, spool.isEmpty, slow.empty]).toEqual([0, true, 1]);
});

test('asks again by itself when nothing ends that would wake it', async () => {
  await append([1]);
  const slow = new Slow();
  slow.room = 0;
  slow.drain.wake();
  await turns();
  slow.room = 1;
  await slow.until(1);
  await slow.drain.stop();
});

test('what could not be committed is sent again, before what was not sent yet; what is too large is not', async () => {
  await append(range(4));
  const slow = new Slow();
  slow.room = 2;
  slow.drain.wake();
  await slow.until(2);
  slow.end(false, 'collector-crash');
  slow.end(false, 'too-large');
  await slow.until(4);
  slow.end(false);
  slow.end(true);
  await slow.until(6);
  slow.end(true);
  slow.end(true);
  expect(slow.taken).toEqual([0, 1, 0, 2, 0, 3]);
  await turns();
  expect([spool.isEmpty, slow.empty]).toEqual([true, 1]);
});

test('sends nothing after it was stopped; what ends is acknowledged', async () => {
  await append(range(3));
  const slow = new Slow();
  slow.room = 1;
  slow.drain.wake();
  await slow.until(1);
  await slow.drain.stop();
  slow.room = 3;
  slow.end(true);
  slow.drain.wake();
  await turns();
  expect([slow.taken, spool.stats().batches]).toEqual([[0], 2]);
});
