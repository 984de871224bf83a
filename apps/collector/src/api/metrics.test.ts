import { parseExposition } from '@weir/testing';
import { TestApi } from '../../test/test-api.ts';

test('the counters as they are, in the Prometheus text format', async () => {
  await using api = new TestApi();
  api.counters.storing = false;
  api.counters.batches = 3;
  const answer = await api.get('/metrics');
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  const families = parseExposition(answer.body);
  expect(families.get('weir_collector_storing')).toMatchObject({ type: 'gauge', samples: [{ value: 0 }] });
  expect(families.get('weir_collector_batches_total')).toMatchObject({ type: 'counter', samples: [{ value: 3 }] });
  // This one is the first.
  expect(families.get('weir_collector_http_requests_total')).toMatchObject({ samples: [{ value: 1 }] });
  expect(families.has('weir_collector_store_bytes')).toBe(false);
});
