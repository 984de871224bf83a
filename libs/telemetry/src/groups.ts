import { observe, type Attributes, type Meter, type Read, type Readings } from './observe.ts';

/*
 * What services have to tell, as small shapes that their parts have already: libs/capture's CaptureStats, libs/runtime's ProxyStats,
 * a Publisher, the collector's counters. All are plain figures, fit to be sent to another thread.
 */

export interface CaptureFigures {
  readonly captured: number;
  readonly published: number;
  readonly lost: number;
  readonly openFlows: number;
  readonly heldBytes: number;
  readonly faults: number;
}

export const captureReadings: Readings<CaptureFigures> = {
  weir_capture_records_total: (f) => f.captured,
  weir_capture_published_records_total: (f) => f.published,
  weir_capture_lost_records_total: (f) => f.lost,
  weir_capture_open_flows: (f) => f.openFlows,
  weir_capture_held_bytes: (f) => f.heldBytes,
  weir_capture_faults_total: (f) => f.faults,
};

export function observeCapture(meter: Meter, read: Read<CaptureFigures>, attributes?: Attributes): void {
  observe(meter, captureReadings, read, attributes);
}

/** What a bus does not have it leaves out: its metric is absent then. */
export interface BusFigures {
  readonly pendingBytes?: number | undefined;
  readonly connected?: boolean | undefined;
  readonly reconnects?: number | undefined;
  /** Batches that a publisher sent more than once, and that came to a consumer more than once. */
  readonly resent?: number | undefined;
  readonly redelivered?: number | undefined;
  readonly spooledBytes?: number | undefined;
  readonly spooledBatches?: number | undefined;
  /** Found to be no records. */
  readonly damagedBytes?: number | undefined;
}

export const busReadings: Readings<BusFigures> = {
  weir_bus_pending_bytes: (f) => f.pendingBytes,
  weir_bus_connected: (f) => (f.connected === undefined ? undefined : Number(f.connected)),
  weir_bus_reconnects_total: (f) => f.reconnects,
  weir_bus_resent_batches_total: (f) => f.resent,
  weir_bus_redelivered_batches_total: (f) => f.redelivered,
  weir_bus_spooled_bytes: (f) => f.spooledBytes,
  weir_bus_spooled_batches: (f) => f.spooledBatches,
  weir_bus_spool_damaged_bytes_total: (f) => f.damagedBytes,
};

export function observeBus(meter: Meter, read: Read<BusFigures>, attributes?: Attributes): void {
  observe(meter, busReadings, read, attributes);
}

/** Of a proxy that has its certificates from the certificate authority service. */
export interface CaFigures {
  readonly issued: number;
  readonly failed: number;
  readonly connected: boolean;
}

export const caReadings: Readings<CaFigures> = {
  weir_ca_issuances_total: (f) => f.issued,
  weir_ca_failures_total: (f) => f.failed,
  weir_ca_connected: (f) => Number(f.connected),
};

export function observeCa(meter: Meter, read: Read<CaFigures>, attributes?: Attributes): void {
  observe(meter, caReadings, read, attributes);
}

export interface ProxyFigures {
  readonly open: number;
  readonly accepted: number;
  readonly refused: number;
  /** By ProxyError's codes, which are a closed set. */
  readonly errors: Readonly<Record<string, number>>;
}

export const proxyReadings: Readings<ProxyFigures> = {
  weir_proxy_open_connections: (f) => f.open,
  weir_proxy_connections_total: (f) => f.accepted,
  weir_proxy_refused_connections_total: (f) => f.refused,
  weir_proxy_errors_total: (f) => Object.entries(f.errors).map(([code, count]) => [{ code }, count] as const),
};

export function observeProxy(meter: Meter, read: Read<ProxyFigures>, attributes?: Attributes): void {
  observe(meter, proxyReadings, read, attributes);
}

export interface CollectorFigures {
  readonly batches: number;
  /** New, or of a higher revision. */
  readonly flows: number;
  readonly undecodableBatches: number;
  readonly storeFailures: number;
  readonly storing: boolean;
  readonly tailSubscribers: number;
  readonly tailLost: number;
  readonly requests: number;
  /** Absent: it is not known. */
  readonly storeBytes?: number | undefined;
}

const collectorReadings: Readings<CollectorFigures> = {
  weir_collector_batches_total: (f) => f.batches,
  weir_collector_flow_revisions_total: (f) => f.flows,
  weir_collector_undecodable_batches_total: (f) => f.undecodableBatches,
  weir_collector_store_failures_total: (f) => f.storeFailures,
  weir_collector_storing: (f) => Number(f.storing),
  weir_collector_store_bytes: (f) => f.storeBytes,
  weir_collector_tail_subscribers: (f) => f.tailSubscribers,
  weir_collector_tail_lost_total: (f) => f.tailLost,
  weir_collector_http_requests_total: (f) => f.requests,
};

export function observeCollector(meter: Meter, read: Read<CollectorFigures>, attributes?: Attributes): void {
  observe(meter, collectorReadings, read, attributes);
}

export interface AuthorityFigures {
  /** Certificates by kind, refused calls by gRPC's name of the status. */
  readonly issued: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly watchers: number;
  readonly expiresInSeconds: number;
}

export const authorityReadings: Readings<AuthorityFigures> = {
  weir_authority_issued_total: (f) => Object.entries(f.issued).map(([kind, count]) => [{ kind }, count]),
  weir_authority_refused_total: (f) => Object.entries(f.refused).map(([code, count]) => [{ code }, count]),
  weir_authority_watchers: (f) => f.watchers,
  weir_authority_expires_in_seconds: (f) => f.expiresInSeconds,
};

export function observeAuthority(meter: Meter, read: Read<AuthorityFigures>, attributes?: Attributes): void {
  observe(meter, authorityReadings, read, attributes);
}
