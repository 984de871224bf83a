import { PassThrough } from 'node:stream';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { Watchers } from './watchers.ts';

type Watch = ServerWritableStream<unknown, wire.Bundle>;

function watch(): { readonly stream: Watch; readonly seen: unknown[] } {
  const stream = new PassThrough({ objectMode: true });
  const seen: unknown[] = [];
  stream.on('data', (each: unknown) => seen.push(each));
  return { stream: stream as unknown as Watch, seen };
}

const bundle = (n: number): wire.Bundle => ({ roots: Array.from({ length: n }, () => ({ certificate: Buffer.alloc(0), state: 1 as const })), intermediates: [] });
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

test('each is told at once and at each change, until it leaves', async () => {
  const watchers = new Watchers();
  const [one, two] = [watch(), watch()];
  watchers.add(one.stream, bundle(1), 'a');
  watchers.add(two.stream, bundle(1), 'a');
  one.stream.emit('cancelled');
  watchers.tell(bundle(2));
  await turn();
  expect([one.seen, two.seen]).toEqual([[bundle(1)], [bundle(1), bundle(2)]]);
  expect(watchers.size).toBe(1);
  watchers.end();
  expect([watchers.size, two.stream.writableEnded]).toEqual([0, true]);
});

test('an error of a stream is that stream\'s alone', () => {
  const watchers = new Watchers();
  const one = watch();
  watchers.add(one.stream, bundle(1), 'a');
  one.stream.emit('error', new Error('reset'));
  expect(watchers.size).toBe(0);
});

test('there is an end to how many', () => {
  const watchers = new Watchers();
  for (let i = 0; i < 10_000; i++) watchers.add({ once: () => undefined, write: () => true, n: i } as unknown as Watch, bundle(0), `address ${i % 100}`);
  expect(() => watchers.add(watch().stream, bundle(0), 'another')).toThrow('10000 callers watch the bundle already');
});

test('one address does not take the seats of all, and gets its own back', () => {
  const watchers = new Watchers();
  const streams = Array.from({ length: 128 }, () => watch().stream);
  for (const stream of streams) watchers.add(stream, bundle(0), 'a');
  expect(() => watchers.add(watch().stream, bundle(0), 'a')).toThrow('128 callers of a watch the bundle already');
  watchers.add(watch().stream, bundle(0), 'b');
  streams[0]!.emit('cancelled');
  streams[0]!.emit('close');
  watchers.add(watch().stream, bundle(0), 'a');
  expect(() => watchers.add(watch().stream, bundle(0), 'a')).toThrow('128 callers of a');
});
