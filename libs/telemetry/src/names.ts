/** Who has a metric: each service, those that relay traffic, the collector, or the certificate authority. */
export type MetricServices = 'each' | 'proxies' | 'collector' | 'proxies, collector' | 'cert-authority';

export interface MetricFacts {
  /** A counter only grows, from 0 at the start of the process; a gauge is what is so now. */
  readonly kind: 'counter' | 'gauge';
  /** In the notation of OpenTelemetry (UCUM): bytes, seconds, or a count of something. */
  readonly unit: 'By' | 's' | `{${string}}` | '1';
  /** One sentence: the HELP of Prometheus, the description of OTLP, the words of docs/metrics.md. */
  readonly help: string;
  readonly services: MetricServices;
  /** By name, what its values are. Each has few of them, whatever passes: no host, address or path is among them. */
  readonly attributes?: Readonly<Record<string, string>>;
}

const threads = '`data-plane` or `collector`';
const quantiles = '`0.5`, `0.99` and `1`, the longest';
const codes = 'a code of docs/errors.md';

/** Every metric of Weir. docs/metrics.md is written from it, and a check holds the code to it. */
export const metrics = {
  weir_process_cpu_seconds_total: { kind: 'counter', unit: 's', services: 'each', help: 'CPU time of the process, user and system.' },
  weir_process_resident_memory_bytes: { kind: 'gauge', unit: 'By', services: 'each', help: 'Memory of the process that is in RAM.' },
  weir_process_start_time_seconds: { kind: 'gauge', unit: 's', services: 'each', help: 'When the process started, in seconds since 1970.' },
  weir_thread_heap_bytes: { kind: 'gauge', unit: 'By', services: 'each', help: "Memory in use on the thread's JavaScript heap.", attributes: { thread: threads } },
  weir_thread_event_loop_busy_seconds_total: {
    kind: 'counter', unit: 's', services: 'each', help: "Time in which the thread's event loop had something to do; its rate is the load, 1 at most.", attributes: { thread: threads },
  },
  weir_thread_event_loop_delay_seconds: {
    kind: 'gauge', unit: 's', services: 'each', help: 'How late the event loop came to a timer in the last minute, or since the reading before, if that is longer ago.', attributes: { thread: threads, quantile: quantiles },
  },

  weir_proxy_open_connections: { kind: 'gauge', unit: '{connection}', services: 'proxies', help: 'Client connections that are open.' },
  weir_proxy_connections_total: { kind: 'counter', unit: '{connection}', services: 'proxies', help: 'Client connections that were taken.' },
  weir_proxy_refused_connections_total: { kind: 'counter', unit: '{connection}', services: 'proxies', help: 'Client connections that were closed unread: not admitted, or too many.' },
  weir_proxy_errors_total: { kind: 'counter', unit: '{error}', services: 'proxies', help: 'Failures of connections, those towards servers included.', attributes: { code: codes } },

  weir_capture_records_total: { kind: 'counter', unit: '{record}', services: 'proxies', help: 'Records (flow revisions and chunks of bodies and messages) that were given a number: captured.' },
  weir_capture_published_records_total: { kind: 'counter', unit: '{record}', services: 'proxies', help: 'Records that the bus has committed.' },
  weir_capture_lost_records_total: { kind: 'counter', unit: '{record}', services: 'proxies', help: 'Records that were given a number and never stored; /api/v1/loss says why.' },
  weir_capture_open_flows: { kind: 'gauge', unit: '{flow}', services: 'proxies', help: 'Flows that have not ended.' },
  weir_capture_held_bytes: { kind: 'gauge', unit: 'By', services: 'proxies', help: 'Memory of open flows, of the batch that fills and of batches that are not committed.' },
  weir_capture_faults_total: { kind: 'counter', unit: '{fault}', services: 'proxies', help: 'Bugs of capture that cost a record.' },

  weir_bus_pending_bytes: { kind: 'gauge', unit: 'By', services: 'proxies', help: 'Memory of batches on their way that are not acknowledged.' },
  weir_bus_connected: { kind: 'gauge', unit: '1', services: 'proxies, collector', help: '1 while there is a connection to NATS.' },
  weir_bus_reconnects_total: { kind: 'counter', unit: '{connection}', services: 'proxies, collector', help: 'Connections to NATS that replaced one that was lost.' },
  weir_bus_resent_batches_total: { kind: 'counter', unit: '{batch}', services: 'proxies', help: 'Batches that were sent more than once, since no acknowledgement came.' },
  weir_bus_redelivered_batches_total: { kind: 'counter', unit: '{batch}', services: 'collector', help: 'Batches that came more than once.' },
  weir_bus_spooled_bytes: { kind: 'gauge', unit: 'By', services: 'proxies', help: 'What waits in the spool on disk.' },
  weir_bus_spooled_batches: { kind: 'gauge', unit: '{batch}', services: 'proxies', help: 'Batches that wait in the spool on disk.' },
  weir_bus_spool_damaged_bytes_total: { kind: 'counter', unit: 'By', services: 'proxies', help: 'Bytes of the spool that were found to be no records.' },

  weir_ca_issuances_total: { kind: 'counter', unit: '{certificate}', services: 'proxies', help: 'Certificates for clients that the certificate authority service has signed, or an authority of the proxy below it.' },
  weir_ca_failures_total: { kind: 'counter', unit: '{failure}', services: 'proxies', help: 'Certificates for clients that were not to be had from the certificate authority service.' },
  weir_ca_connected: { kind: 'gauge', unit: '1', services: 'proxies', help: '1 while the certificate authority service can be asked.' },

  weir_collector_batches_total: { kind: 'counter', unit: '{batch}', services: 'collector', help: 'Batches that were committed.' },
  weir_collector_flow_revisions_total: { kind: 'counter', unit: '{flow}', services: 'collector', help: 'Flows that were new or of a higher revision.' },
  weir_collector_undecodable_batches_total: { kind: 'counter', unit: '{batch}', services: 'collector', help: 'Batches that were no FlowBatch and were dropped.' },
  weir_collector_store_failures_total: { kind: 'counter', unit: '{failure}', services: 'collector', help: 'Commits that failed; their batches were asked for again.' },
  weir_collector_storing: { kind: 'gauge', unit: '1', services: 'collector', help: '1 unless the store refuses batches.' },
  weir_collector_store_bytes: { kind: 'gauge', unit: 'By', services: 'collector', help: 'Size of the store on disk, its journal included.' },
  weir_collector_tail_subscribers: { kind: 'gauge', unit: '{subscriber}', services: 'collector', help: 'Live tails that are open.' },
  weir_collector_tail_lost_total: { kind: 'counter', unit: '{flow}', services: 'collector', help: 'Flows that slow live tails were not sent.' },
  weir_collector_http_requests_total: { kind: 'counter', unit: '{request}', services: 'collector', help: 'Requests to the query API.' },

  weir_authority_issued_total: { kind: 'counter', unit: '{certificate}', services: 'cert-authority', help: 'Certificates that were issued and logged.', attributes: { kind: '`leaf`, `intermediate` or `client`' } },
  weir_authority_refused_total: { kind: 'counter', unit: '{call}', services: 'cert-authority', help: 'Calls that were not done.', attributes: { code: "gRPC's name of the status" } },
  weir_authority_watchers: { kind: 'gauge', unit: '{stream}', services: 'cert-authority', help: 'Callers that are told when roots change.' },
  weir_authority_expires_in_seconds: { kind: 'gauge', unit: 's', services: 'cert-authority', help: 'How long the authority that signs is still valid.' },
} as const satisfies Readonly<Record<string, MetricFacts>>;

export type MetricName = keyof typeof metrics;
