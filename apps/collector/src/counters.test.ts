import { Counters } from './counters.ts';

test('writes the Prometheus text format', () => {
  const counters = new Counters();
  counters.batches = 3;
  counters.storing = false;
  expect(counters.text()).toContain('# TYPE weir_collector_batches_total counter\nweir_collector_batches_total 3\n');
  expect(counters.text()).toContain('weir_collector_storing 0\n');
});
