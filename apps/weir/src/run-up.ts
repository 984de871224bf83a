import { hostname } from 'node:os';
import { retentionLimits } from '@weir/collector/options';
import { pageFolder } from '@weir/collector/page-folder';
import { preparePlane, type Plane } from '@weir/data-plane';
import { createLog, ensureToken, leaveLeftovers, untilSignal, type Log, type Shutdown, type Values } from '@weir/service';
import { announceJson, announceText } from './announcement.ts';
import { CollectorThread, type CollectorSettings } from './collector-thread.ts';
import type { upOptions } from './options.ts';

type UpValues = Values<typeof upOptions>;

/** The data plane in this thread or in processes of its own, the collector in a worker beside it, until a signal ends them. Resolves to the exit code. */
export function runUp(values: UpValues, operands: readonly string[]): Promise<number> {
  const log = createLog({ format: values.log_format, level: values.log_level, service: 'weir' });
  return untilSignal(log, (shutdown) => start(values, operands, shutdown, log));
}

/** What can be wrong is found before a port is opened; the ports of the proxies are opened last. */
async function start(values: UpValues, operands: readonly string[], shutdown: Shutdown, log: Log): Promise<void> {
  // A data plane has nothing to do with the API's token.
  const { api_token: given, ...planeValues } = values;
  const prepared = preparePlane(planeValues, operands, log);
  // The first one registered comes last, after all has ended.
  shutdown.defer('leftovers', () => leaveLeftovers(log));
  const { home } = prepared;
  const token = given ?? ensureToken(home.tokenFile);
  const page = pageFolder();

  const settings = collectorSettings(values, home.store, { ...values.api, token }, page);
  const collector = new CollectorThread(settings, prepared.captureBytes, log);
  const { publisher } = collector;
  const planes: Plane[] = [];
  collector.figures(async () => (await Promise.all(planes.map((each) => each.figures()))).flat());
  const api = await collector.start();
  shutdown.defer('collector', (signal) => collector.stop(signal));
  shutdown.defer('bus', () => publisher.close());
  // After all that could fail before its end is registered: it may have connections of its own.
  const plane = await prepared.open(publisher);
  planes.push(plane);
  plane.defer(shutdown);

  const listening = await plane.listen(Number(new URL(api).port || 80));
  collector.listeners(listening);
  const announcement = { listening, api, token, givenToken: given !== undefined, home: home.directory, authority: prepared.authority, certificateFile: prepared.certificateFile, page: page !== undefined };
  process.stdout.write(values.log_format === 'json' ? announceJson(announcement) : announceText(announcement));
}

function collectorSettings(values: UpValues, storePath: string, api: { readonly host: string; readonly port: number; readonly token: string }, page: string | undefined): CollectorSettings {
  const { health_listen: health, otlp_endpoint: otlpEndpoint } = values;
  return {
    storePath,
    api: { ...api, hosts: values.api_hosts },
    ...(page === undefined ? {} : { uiDirectory: page }),
    instance: hostname(),
    ...(health === undefined ? {} : { health }),
    ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
    logLevel: values.log_level,
    logFormat: values.log_format,
    retention: retentionLimits(values),
  };
}
