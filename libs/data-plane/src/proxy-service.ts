import { hostname } from 'node:os';
import { natsOptions } from '@weir/bus/nats/options';
import type { ModeSpec } from '@weir/mode-spec';
import { defaultRedactedHeaders } from '@weir/redaction';
import { ConfigError, HEALTH_LISTEN, healthOptions, logOptions, openHealth, runService, withFallbacks, type Log, type Service, type Shutdown, type Values } from '@weir/service';
import { createTelemetry, observePlanes, observeProcess } from '@weir/telemetry';
import { parseModes } from './mode-entries.ts';
import { preparePlane } from './open-plane.ts';
import { planeOptions, redactionOptions } from './options.ts';
import { openOutlet } from './outlet.ts';
import { spoolOptions } from './spool-options.ts';

/** A mode as a service. */
export interface ProxyService {
  /** As its folder in apps/ is named, and its token in subjects. */
  readonly name: string;
  readonly summary: string;
  /** The mode that it runs; another one has a service of its own. */
  readonly mode: ModeSpec['mode'];
  /** What it runs unless it is told; absent: it must be told. */
  readonly spec?: string;
  readonly examples: Service<ReturnType<typeof optionsOf>>['examples'];
}

/** How long the end waits for NATS to take the last batches; afterwards they go to the spool. */
const flushMs = 1_000;

type ServiceValues = Values<ReturnType<typeof optionsOf>>;

/** The whole of a mode's main.ts: its data plane publishes onto NATS. NATS need not be there, now or later, for traffic to pass. */
export function runProxyService(service: ProxyService): Promise<void> {
  return runService(serviceOf(service));
}

/** As runService takes it. */
export function serviceOf(service: ProxyService): Service<ReturnType<typeof optionsOf>> {
  const { name, summary, examples } = service;
  return { name, summary, options: optionsOf(service), examples, start: (values, { log, shutdown }) => start(service, values, log, shutdown) };
}

function optionsOf({ spec }: ProxyService) {
  return {
    ...withFallbacks(planeOptions, { mode: spec === undefined ? [] : [spec] }),
    ...redactionOptions(defaultRedactedHeaders),
    ...natsOptions,
    ...spoolOptions,
    ...healthOptions(HEALTH_LISTEN),
    ...withFallbacks(logOptions, { log_format: 'json' }),
  };
}

async function start(service: ProxyService, values: ServiceValues, log: Log, shutdown: Shutdown): Promise<readonly object[]> {
  checkModes(service, values.mode);
  const producer = producerName(service.name, hostname());
  const prepared = preparePlane(values, [], log, producer);
  const outlet = await openOutlet({ values, service: service.name, producer, home: prepared.home.directory, memoryBytes: prepared.captureBytes, log });
  outlet.defer(shutdown);
  const telemetry = createTelemetry({ service: service.name, instance: producer, otlpEndpoint: values.otlp_endpoint, log });
  shutdown.defer('telemetry', () => telemetry.shutdown());
  const plane = await prepared.open(outlet.publisher, values.spool_limit === 0 ? undefined : flushMs);
  observePlanes(telemetry.meter, async () => [...await plane.figures(), { bus: outlet.figures() }]);
  observeProcess(telemetry.meter);
  plane.defer(shutdown);

  let listening = false;
  const health = await openHealth(values.health_listen, { metrics: () => telemetry.prometheus(), isReady: () => (listening ? [] : ['no proxy listens']) }, shutdown);
  const modes = await plane.listen(health.port);
  listening = true;
  // Before anything ends, who asks is told that nothing new is wanted here.
  shutdown.defer('readiness', () => { listening = false; });
  return [
    ...modes.map(({ mode, transport, address, port }) => ({ event: 'listening', mode, transport, address, port })),
    ...health.lines,
    { event: 'ready' },
  ];
}

/** A pod is named after its service as a rule; where a host has several services each has a name of its own. */
export function producerName(service: string, host: string): string {
  return host === service || host.startsWith(`${service}-`) ? host : `${service}-${host}`;
}

function checkModes({ name, mode, spec }: ProxyService, specs: readonly string[]): void {
  if (specs.length === 0) throw new ConfigError(`--mode: say which, such as ${spec ?? `${mode}:...`}, or set WEIR_MODE`);
  for (const [index, parsed] of parseModes(specs).entries()) {
    if (parsed.mode !== mode) throw new ConfigError(`--mode: ${specs[index]} is not for weir-${name}, which runs ${mode}: each mode has a service of its own`);
  }
}
