import { aFlow } from '../test/fake-store.ts';
import { Counters } from './counters.ts';
import { Tail, type TailSink } from './tail.ts';

class Sink implements TailSink {
  pendingBytes = 0;
  text = '';
  ended = false;

  write(text: string): void {
    this.text += text;
  }

  end(): void {
    this.ended = true;
  }

  /** What was written since the last call. */
  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}

const every = (): boolean => true;
const event = (n: number): string => `data: ${JSON.stringify(aFlow(n))}\n\n`;

test('each subscriber gets what its filter takes', () => {
  const tail = new Tail({ counters: new Counters() });
  const all = new Sink();
  const some = new Sink();
  tail.subscribe(all, every);
  tail.subscribe(some, (flow) => flow.request?.host === 'a.test');
  expect(all.take()).toBe('retry: 1000\n: open\n\n');
  some.take();
  tail.publish([aFlow(1, 'a.test'), aFlow(2, 'b.test')]);
  expect(all.take().match(/data: /g)).toHaveLength(2);
  expect(some.take().match(/data: /g)).toHaveLength(1);
  tail.end();
});

test('a slow subscriber loses flows and is told how many, before the next one', () => {
  const counters = new Counters();
  const tail = new Tail({ counters, maxPendingBytes: 10 });
  const sink = new Sink();
  tail.subscribe(sink, every);
  sink.take();
  sink.pendingBytes = 11;
  tail.publish([aFlow(1), aFlow(2)]);
  expect(sink.take()).toBe('');
  sink.pendingBytes = 0;
  tail.publish([aFlow(3)]);
  expect(sink.take()).toBe(`event: lost\ndata: {"count":2}\n\n${event(3)}`);
  tail.publish([aFlow(4)]);
  expect(sink.take()).toBe(event(4));
  expect(counters.tailLost).toBe(2);
  tail.end();
});

test('a filter that fails costs its subscriber the flow, and nobody else', () => {
  const tail = new Tail({ counters: new Counters() });
  const [broken, well] = [new Sink(), new Sink()];
  let fails = true;
  tail.subscribe(broken, () => { if (fails) throw new Error('disk I/O error'); return true; });
  tail.subscribe(well, every);
  well.take();
  tail.publish([aFlow(1)]);
  expect(well.take()).toBe(event(1));
  fails = false;
  broken.take();
  tail.publish([aFlow(2)]);
  expect(broken.take()).toBe(`event: lost\ndata: {"count":1}\n\n${event(2)}`);
  tail.end();
});

test('the heartbeat tells of losses when no flow follows', async () => {
  const tail = new Tail({ counters: new Counters(), maxPendingBytes: 10, heartbeatMs: 5 });
  const sink = new Sink();
  tail.subscribe(sink, every);
  sink.take();
  sink.pendingBytes = 11;
  tail.publish([aFlow(1)]);
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  expect(sink.take()).toBe('');
  sink.pendingBytes = 0;
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  expect(sink.take()).toMatch(/^event: lost\ndata: {"count":1}\n\n(: heartbeat\n\n)+$/);
  tail.end();
});

test('subscribers are counted and bounded; the end is for all', () => {
  const counters = new Counters();
  const tail = new Tail({ counters, maxSubscribers: 2 });
  const [first, second] = [new Sink(), new Sink()];
  const leave = tail.subscribe(first, every)!;
  tail.subscribe(second, every);
  expect(tail.subscribe(new Sink(), every)).toBeUndefined();
  leave();
  leave();
  expect(counters.tailSubscribers).toBe(1);
  first.take();
  tail.publish([aFlow(1)]);
  expect(first.take()).toBe('');
  tail.end();
  expect([first.ended, second.ended]).toEqual([false, true]);
  expect(tail.subscribe(new Sink(), every)).toBeUndefined();
  expect(counters.tailSubscribers).toBe(0);
});
