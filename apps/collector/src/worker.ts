import { parentPort, workerData } from 'node:worker_threads';
import { embeddedConsumer } from '@weir/bus';
import { createLog, firstLine } from '@weir/service';
import { openSqliteStore } from '@weir/store';
import { startCollector, type Collector } from './collector.ts';
import type { ListenerJson } from './listener.ts';
import type { CollectorOrder, CollectorReport, CollectorWorkerData } from './worker-messages.ts';

// The entry of a worker thread: `new Worker(collectorWorker, { workerData, transferList: [workerData.port] })`.
const data = workerData as CollectorWorkerData;
const parent = parentPort!;
const log = createLog({ format: data.logFormat ?? 'json', level: data.logLevel, service: 'collector' });
let listeners: readonly ListenerJson[] = [];
let stopping = false;
const starting = start();

parent.on('message', (order: CollectorOrder) => {
  if (order.type === 'listeners') listeners = order.listeners;
  else void stop();
});

async function start(): Promise<Collector | undefined> {
  try {
    const collector = await startCollector({
      consumer: embeddedConsumer(data.port),
      store: openSqliteStore(data.storePath),
      api: { ...data.api, ...(data.uiDirectory === undefined ? {} : { uiDirectory: data.uiDirectory }) },
      log,
      listeners: () => listeners,
      ...(data.retention === undefined ? {} : { retention: data.retention }),
    });
    report({ type: 'ready', url: collector.url, address: collector.address, port: collector.port });
    return collector;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    report({ type: 'failed', message: explain(error, code), ...(code === undefined ? {} : { code }) });
    leave();
    return undefined;
  }
}

/** An order that comes while the collector starts waits for that. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  const collector = await starting;
  if (collector === undefined) return;
  try {
    await collector.stop();
    report({ type: 'stopped' });
  } catch (error) {
    report({ type: 'stopped', error: firstLine(error) });
  }
  leave();
}

function report(message: CollectorReport): void {
  parent.postMessage(message);
}

/** Without the ports nothing keeps the thread. */
function leave(): void {
  data.port.close();
  parent.close();
}

function explain(error: unknown, code: string | undefined): string {
  const { host, port } = data.api;
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  switch (code) {
    case 'EADDRINUSE': return `the API cannot listen on ${where}: the port is in use (is another Weir running? --api chooses another)`;
    case 'EACCES': return `the API cannot listen on ${where}: not permitted`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': return `the API cannot listen on ${where}: this machine has no such address`;
    default: return `the collector cannot start: ${firstLine(error)}`;
  }
}
