import { parentPort, workerData } from 'node:worker_threads';
import { embeddedConsumer } from '@weir/bus';
import { createLog, firstLine, RuntimeFailure, startHealth, type HealthListener } from '@weir/service';
import { openSqliteStore, type FlowStore } from '@weir/store';
import { createTelemetry, Inquiry, observePlanes, observeProcess, observeThread, watchThread, type PlaneFigures } from '@weir/telemetry';
import { startCollector, type Collector } from './collector.ts';
import type { ListenerJson } from './listener.ts';
import { apiFailure, storeFailure, type StartFailure } from './start-failure.ts';
import { storeBytes } from './store-bytes.ts';
import type { CollectorOrder, CollectorReport, CollectorWorkerData } from './worker-messages.ts';

// The entry of a worker thread: worker-messages.ts says how it is started and spoken to.
const data = workerData as CollectorWorkerData;
const parent = parentPort!;
/** Less than what a reading of the metrics waits. */
const figuresMs = 900;
const log = createLog({ format: data.logFormat ?? 'json', level: data.logLevel, service: 'collector' });
/** The metrics of all of `weir up`: the data planes tell theirs when they are asked. */
const telemetry = createTelemetry({ service: 'weir', instance: data.instance, otlpEndpoint: data.otlpEndpoint, log });
const planes = new Inquiry<readonly PlaneFigures[]>(() => report({ type: 'figures' }), figuresMs);
const thread = watchThread();
observePlanes(telemetry.meter, () => planes.ask());
observeProcess(telemetry.meter);
observeThread(telemetry.meter, thread.figures, { thread: 'collector' });
let listeners: readonly ListenerJson[] = [];
let health: HealthListener | undefined;
let stopping = false;
const starting = start();

parent.on('message', (order: CollectorOrder) => {
  if (order.type === 'listeners') listeners = order.listeners;
  else if (order.type === 'figures') planes.answer(order.planes);
  else void stop();
});

async function start(): Promise<Collector | undefined> {
  let store: FlowStore;
  try {
    store = openSqliteStore(data.storePath, { embedded: true });
  } catch (error) {
    return fail(storeFailure(error, data.storePath));
  }
  try {
    const collector = await startCollector({
      consumer: embeddedConsumer(data.port),
      store,
      api: { ...data.api, ...(data.uiDirectory === undefined ? {} : { uiDirectory: data.uiDirectory }) },
      log,
      telemetry,
      storeBytes: () => storeBytes(data.storePath),
      listeners: () => listeners,
      ...(data.retention === undefined ? {} : { retention: data.retention }),
    });
    try {
      await openHealth(collector);
    } catch (error) {
      await collector.stop();
      throw error;
    }
    report({ type: 'ready', url: collector.url, address: collector.address, port: collector.port });
    return collector;
  } catch (error) {
    return fail(error instanceof RuntimeFailure ? { message: error.message } : apiFailure(error, data.api));
  }
}

async function openHealth(collector: Collector): Promise<void> {
  if (data.health === undefined) return;
  health = await startHealth({
    ...data.health,
    metrics: () => telemetry.prometheus(),
    isReady: () => [...collector.notReady(), ...(listeners.length === 0 ? ['no proxy listens'] : [])],
  });
  const { address, port } = health;
  log.event('info', 'health-listening', { address, port }, `health and metrics are on port ${port}`);
}

function fail(failure: StartFailure): undefined {
  report({ type: 'failed', ...failure });
  leave();
}

/** An order that comes while the collector starts waits for that. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  const collector = await starting;
  if (collector === undefined) return;
  await health?.close();
  const failure = await collector.stop().then(() => undefined, firstLine);
  await telemetry.shutdown();
  report({ type: 'stopped', ...(failure === undefined ? {} : { error: failure }) });
  leave();
}

function report(message: CollectorReport): void {
  parent.postMessage(message);
}

/** Without the ports nothing keeps the thread. */
function leave(): void {
  thread.end();
  data.port.close();
  parent.close();
}
