import type { MetricFacts } from '@weir/telemetry';
import { metricsPage, outsideGroups } from './metrics-page.ts';

const facts: MetricFacts = { kind: 'counter', unit: '{batch}', help: 'Words.', services: 'each' };

test('a row for each metric, under its group', () => {
  const page = metricsPage({
    weir_bus_reconnects_total: { ...facts, unit: '{connection}' },
    weir_proxy_errors_total: { ...facts, attributes: { code: 'a code', other: 'more' } },
    weir_bus_pending_bytes: { ...facts, kind: 'gauge', unit: 'By' },
    weir_collector_storing: { ...facts, kind: 'gauge', unit: '1' },
    weir_process_cpu_seconds_total: { ...facts, unit: 's' },
  });
  expect(page).toMatch(/^# Metrics\n/);
  expect(page).toContain('| `weir_proxy_errors_total` | counter | batches | Words. | `code`: a code; `other`: more | each |\n');
  expect(page).toMatch(/## Bus\n[^#]*\| `weir_bus_reconnects_total` \| counter \| connections \| Words\. \| {2}\| each \|\n\| `weir_bus_pending_bytes` \| gauge \| bytes \| Words\. \| {2}\| each \|\n/);
  expect(page).toContain('| `weir_collector_storing` | gauge | 0 or 1 |');
  expect(page).toContain('| `weir_process_cpu_seconds_total` | counter | seconds |');
});

test('a metric that the page would leave out', () => {
  expect(outsideGroups(['weir_bus_pending_bytes', `weir_${'other'}_total`])).toEqual([`weir_${'other'}_total`]);
});
