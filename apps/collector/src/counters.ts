/** What the collector counts about itself. Plain numbers: read by /metrics and /readyz, written by their owners. */
export class Counters {
  batches = 0;
  flows = 0;
  undecodableBatches = 0;
  storeFailures = 0;
  tailLost = 0;
  tailSubscribers = 0;
  requests = 0;
  /** False while the store refuses batches. */
  storing = true;

  /** The Prometheus text format, version 0.0.4. */
  text(): string {
    return rows.map(([name, type, help, read]) => {
      const metric = `weir_collector_${name}`;
      return `# HELP ${metric} ${help}\n# TYPE ${metric} ${type}\n${metric} ${read(this)}\n`;
    }).join('');
  }
}

const rows: readonly (readonly [name: string, type: 'counter' | 'gauge', help: string, read: (counters: Counters) => number])[] = [
  ['batches_total', 'counter', 'Batches that were committed.', (c) => c.batches],
  ['flow_revisions_total', 'counter', 'Flows that were new or of a higher revision.', (c) => c.flows],
  ['undecodable_batches_total', 'counter', 'Batches that were no FlowBatch and were dropped.', (c) => c.undecodableBatches],
  ['store_failures_total', 'counter', 'Commits that failed; their batches were asked for again.', (c) => c.storeFailures],
  ['storing', 'gauge', '1 unless the store refuses batches.', (c) => Number(c.storing)],
  ['tail_subscribers', 'gauge', 'Live tails that are open.', (c) => c.tailSubscribers],
  ['tail_lost_total', 'counter', 'Flows that slow live tails were not sent.', (c) => c.tailLost],
  ['http_requests_total', 'counter', 'Requests to the query API.', (c) => c.requests],
];
