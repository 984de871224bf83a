import type { Publisher } from '@weir/bus';
import { createRecorder, defaultCaps, type CaptureRecorder } from '@weir/capture';
import { defaultLimits, type Limits, type LocalAnswers } from '@weir/core';
import { makeHttp1, standardProtocols } from '@weir/protocols';
import { maxRedactedBytes } from '@weir/redaction';
import { createProxy, type ModeEntry, type Proxy } from '@weir/runtime';
import type { Log } from '@weir/service';
import { watchThread, type PlaneFigures } from '@weir/telemetry';
import type { Access } from './access.ts';
import { hostRules } from './host-patterns.ts';
import type { PlaneValues } from './options.ts';
import type { PlaneAuthority } from './plane-authority.ts';
import { openRedaction } from './redaction.ts';

export interface DataPlaneParts {
  readonly modes: readonly ModeEntry[];
  readonly values: PlaneValues;
  readonly publisher: Publisher;
  readonly authority: Pick<PlaneAuthority, 'certs' | 'figures'>;
  /** What is answered here; absent: nothing. */
  readonly local?: LocalAnswers | undefined;
  readonly access: Access;
  readonly log: Log;
  /** The name in its flows, which no other data plane of this store has. */
  readonly producer: string;
  /** It shares its ports with other processes. */
  readonly reusePort?: boolean;
}

export interface DataPlane {
  readonly proxy: Proxy;
  readonly recorder: CaptureRecorder;
  /** What it has to tell of itself, for the metrics. */
  figures(): PlaneFigures;
}

/** A drain and what comes after it (flush, store) end within 10 s of SIGTERM. */
const drainMs = 7_500;

/** All that capture may hold, and so all that may be on its way to the collector. */
export const captureBytes = defaultCaps.memoryBytes;

/** Puts recorder, protocols and proxy together. Nothing listens yet. */
export function assembleDataPlane({ modes, values, publisher, authority, local, access, log, producer, reusePort = false }: DataPlaneParts): DataPlane {
  const limits: Limits = { ...defaultLimits, idleMs: values.tcp_timeout! * 1000, drainMs };
  const recorder = createRecorder({
    producer,
    publisher,
    clock: { nowMs: () => performance.timeOrigin + performance.now() },
    caps: { redactBytes: maxRedactedBytes, ...(values.body_capture_limit === undefined ? {} : { bodyBytes: values.body_capture_limit }) },
    redact: openRedaction(values),
    onFault: (error) => log.event('error', 'capture-fault', { stack: (error as Error).stack }, `a bug in capture lost a record: ${String(error)}`),
  });
  const protocols = standardProtocols({
    recorder,
    limits,
    ...(local && { local }),
    options: {
      connectionStrategy: values.connection_strategy,
      keepServers: values.keep_server_connections,
      verifyUpstream: values.ssl_insecure ? 'none' : 'full',
      upstreamCert: values.upstream_cert,
      rawTcp: values.rawtcp,
      authenticate: access.authenticate,
      hosts: hostRules(values),
      showIgnoredHosts: values.show_ignored_hosts,
    },
    http: makeHttp1({
      keepAltSvc: values.keep_alt_svc_header,
      ...(values.body_size_limit === undefined ? {} : { bodySizeLimit: values.body_size_limit }),
    }),
  });
  const trusted = values.ssl_verify_upstream_trusted_ca;
  const tls = { insecure: values.ssl_insecure, ...(trusted === undefined ? {} : { trustedCaFile: trusted }) };
  const proxy = createProxy({ modes, protocols, log, limits, certs: authority.certs, tls, reusePort, ...access.options });
  const thread = watchThread();
  return {
    proxy,
    recorder,
    figures: () => ({ proxy: proxy.stats(), capture: recorder.stats(), bus: { pendingBytes: publisher.pendingBytes }, thread: thread.figures(), ca: authority.figures() }),
  };
}
