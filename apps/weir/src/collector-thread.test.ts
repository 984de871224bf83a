import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeFailure } from '@weir/service';
import type { PlaneFigures } from '@weir/telemetry';
import { CollectorThread } from './collector-thread.ts';

const entry = new URL('../test/worker.ts', import.meta.url);
let folder: string;
let notes: string;
let events: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-thread-'));
  notes = join(folder, 'notes');
  events = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function thread(behaviour: string): CollectorThread {
  const settings = { storePath: `${behaviour}:${notes}`, api: { host: '127.0.0.1', port: 0, token: 't', hosts: [] }, instance: 'test', logLevel: 'silent' as const };
  return new CollectorThread(settings, 1024, { event: (_level, name) => { events.push(name); } }, entry);
}

function publish(collector: CollectorThread, octet: number): Promise<boolean> {
  const payload = new Uint8Array([octet]);
  return new Promise((resolve) => collector.publisher.publish({ id: `e:${octet}`, firstSeq: octet, lastSeq: octet, payload }, (committed) => resolve(committed)));
}

async function noted(pattern: RegExp): Promise<string> {
  for (;;) {
    const text = readFileSync(notes, 'utf8');
    if (pattern.test(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('starts, is told the listeners, takes batches, stops', async () => {
  const collector = thread('works');
  await collector.start();
  collector.listeners([{ mode: 'regular', transport: 'tcp', address: '::', port: 8080 }]);
  expect(await publish(collector, 7)).toBe(true);
  await noted(/regular /);
  await collector.stop(AbortSignal.timeout(5000));
  expect(events).toEqual([]);
});

test('it asks for the figures of the data planes, and is told', async () => {
  const collector = thread('asks');
  collector.figures(() => Promise.resolve([{}, {}] as PlaneFigures[]));
  await collector.start();
  await noted(/figures:2 /);
  await collector.stop(AbortSignal.timeout(5000));
});

const replaced = ['collector-crashed', 'collector-restart', 'collector-restarted'];

test('a collector that crashes is replaced: same port, same listeners; it is sent what the crash has left, and what came meanwhile', async () => {
  const collector = thread('works');
  await collector.start();
  collector.listeners([{ mode: 'regular', transport: 'tcp', address: '::', port: 8080 }]);
  expect(await Promise.all([publish(collector, 0xfe), publish(collector, 9)])).toEqual([true, true]);
  expect(await noted(/again:4321 [\s\S]*regular /)).toMatch(/254 [\s\S]*9 |9 [\s\S]*254 /);
  await collector.stop(AbortSignal.timeout(5000));
  expect(events).toEqual(replaced);
});

test('what makes its successor crash too is given up, and nothing else', async () => {
  const collector = thread('works');
  await collector.start();
  expect(await Promise.all([publish(collector, 0xff), publish(collector, 9)])).toEqual([false, true]);
  await collector.stop(AbortSignal.timeout(5000));
  expect(events).toEqual([...replaced, ...replaced]);
});

test.each([
  ['refuses', /^the store is broken$/],
  ['throws', /^the collector did not start: a bug$/],
])('one that %s at the start is a failure, and is not tried again', async (behaviour, message) => {
  const collector = thread(behaviour);
  const failure = await collector.start().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RuntimeFailure);
  expect((failure as Error).message).toMatch(message);
  expect(events).not.toContain('collector-restart');
  await collector.stop(AbortSignal.timeout(5000));
});

test('one that does not stop is ended when the time is over', async () => {
  const collector = thread('stays');
  await collector.start();
  await collector.stop(AbortSignal.timeout(50));
});
