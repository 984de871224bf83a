import { EventLoopDelay } from './event-loop-delay.ts';

class FakeHistogram {
  count = 0;
  max = 0;
  reset(): void { this.max = 0; }
  percentile(): number { return this.max; }
  disable(): boolean { return true; }
  /** The next timer is late by so much. */
  late(ms: number): void {
    this.count++;
    this.max = Math.max(this.max, (20 + ms) * 1e6);
  }
}

function reading() {
  const histogram = new FakeHistogram();
  const clock = { ms: 0 };
  const delay = new EventLoopDelay(histogram, () => clock.ms);
  return { histogram, clock, read: () => Math.round(delay.read().max * 1000) };
}

test('nothing was late yet', () => {
  const { histogram, read } = reading();
  expect(read()).toBe(0);
  histogram.late(0);
  expect(read()).toBe(0);
});

test('each of two readers sees what was late between its readings', () => {
  const { histogram, clock, read } = reading();
  histogram.late(50);
  clock.ms = 30_000;
  expect([read(), read()]).toEqual([50, 50]);
});

test('what is past is forgotten', () => {
  const { histogram, clock, read } = reading();
  histogram.late(50);
  clock.ms = 30_000;
  read();
  histogram.late(5);
  clock.ms = 60_000;
  expect(read()).toBe(50);
  clock.ms = 61_000;
  expect(read()).toBe(5);
});
