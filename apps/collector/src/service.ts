import { hostname } from 'node:os';
import { liveBatches, natsConsumer, openLink, type StreamSettings } from '@weir/bus/nats';
import { natsOptions, streamOptions } from '@weir/bus/nats/options';
import {
  ensureToken, grouped, HEALTH_LISTEN, healthOptions, homeOption, logOptions, openHealth, openHome, RuntimeFailure, withFallbacks, type Log, type Service, type Shutdown, type Values,
} from '@weir/service';
import { openSqliteStore, type FlowStore } from '@weir/store';
import { createTelemetry, observeBus, observeProcess, observeThread, watchThread } from '@weir/telemetry';
import { startCollector, type Collector, type CollectorOptions } from './collector.ts';
import { collectorOptions, retentionLimits } from './options.ts';
import { pageFolder } from './page-folder.ts';
import { apiFailure, storeFailure } from './start-failure.ts';
import { storeBytes } from './store-bytes.ts';

const options = {
  ...withFallbacks(collectorOptions, { api: '0.0.0.0:8081' }),
  ...grouped('What is kept', { home: homeOption }),
  ...natsOptions,
  ...streamOptions,
  ...healthOptions(HEALTH_LISTEN),
  ...withFallbacks(logOptions, { log_format: 'json' }),
};

type CollectorValues = Values<typeof options>;

/** The collector as a service: takes batches from JetStream, beside any number of others, and answers for what it and they have stored in one file. */
export const collectorService: Service<typeof options> = {
  name: 'collector',
  summary: 'takes flows from NATS, stores them, and serves the page and the query API',
  options,
  examples: [['WEIR_NATS_URL=nats://nats:4222 weir-collector --home /var/lib/weir', 'flows.db in that folder']],
  start: (values, { log, shutdown }) => start(values, log, shutdown),
};

async function start(values: CollectorValues, log: Log, shutdown: Shutdown): Promise<readonly object[]> {
  const home = openHome(values.home);
  const page = pageFolder();
  const token = values.api_token ?? ensureToken(home.tokenFile);
  const link = openLink(values, { service: 'collector', instance: hostname() }, log);
  shutdown.defer('nats', () => link.close());
  let trouble: string | undefined;
  const consumer = natsConsumer({
    link,
    stream: streamSettings(values),
    onTrouble: (reason) => {
      trouble = reason;
      tellTrouble(reason, log);
    },
  });
  const telemetry = createTelemetry({ service: 'collector', instance: hostname(), otlpEndpoint: values.otlp_endpoint, log });
  shutdown.defer('telemetry', () => telemetry.shutdown());
  observeProcess(telemetry.meter);
  const thread = watchThread();
  shutdown.defer('thread', () => thread.end());
  observeThread(telemetry.meter, thread.figures, { thread: 'collector' });
  observeBus(telemetry.meter, () => ({ connected: link.isUp, reconnects: link.reconnects, redelivered: consumer.redelivered }));

  const collector = await open(values, home.store, {
    consumer, log, telemetry,
    live: liveBatches(link),
    trouble: () => [...(link.isUp ? [] : ['NATS is not connected']), ...(trouble === undefined ? [] : [trouble])],
    storeBytes: () => storeBytes(home.store),
    retention: retentionLimits(values),
    api: { ...values.api, token, hosts: values.api_hosts, ...(page !== undefined && { uiDirectory: page }) },
  });
  shutdown.defer('collector', () => collector.stop());
  const health = await openHealth(values.health_listen, { metrics: () => telemetry.prometheus(), isReady: () => collector.notReady() }, shutdown);
  return [
    { event: 'api', url: collector.url },
    ...health.lines,
    { event: 'ready' },
  ];
}

async function open(values: CollectorValues, file: string, parts: Omit<CollectorOptions, 'store'>): Promise<Collector> {
  let store: FlowStore;
  try {
    store = openSqliteStore(file);
  } catch (error) {
    throw new RuntimeFailure(storeFailure(error, file).message);
  }
  try {
    return await startCollector({ ...parts, store });
  } catch (error) {
    throw new RuntimeFailure(apiFailure(error, values.api).message);
  }
}

function streamSettings({ stream_replicas: replicas, stream_bytes: maxBytes, stream_age: hours }: CollectorValues): StreamSettings {
  return { replicas: replicas!, maxBytes: maxBytes!, maxAgeMs: hours! * 3_600_000 };
}

function tellTrouble(reason: string | undefined, log: Log): void {
  if (reason === undefined) log.event('info', 'stream-ready', {}, 'flows are taken from the stream');
  else log.event('error', 'stream-trouble', { reason }, `flows cannot be taken from the stream: ${reason}; trying again`);
}
