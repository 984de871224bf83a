import { metrics as globalMetrics } from '@opentelemetry/api';
import { parseExposition } from '@weir/testing';
import { openSdk } from './sdk.ts';

const sdk = openSdk({ service: 'regular', instance: 'pod-1' });
afterAll(() => sdk.shutdown());

test('without a metric the text is still one, and says who it is', async () => {
  const families = parseExposition(await sdk.prometheus());
  expect([...families.keys()]).toEqual(['target_info']);
  expect(families.get('target_info')!.samples[0]!.labels).toMatchObject({ service_namespace: 'weir', service_name: 'regular', service_instance_id: 'pod-1', service_version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
});

test('kinds are those of the table, values and attributes those that are read', async () => {
  sdk.add({
    names: ['weir_proxy_errors_total', 'weir_proxy_open_connections'],
    read: () => Promise.resolve([{ name: 'weir_proxy_errors_total', value: 2, attributes: { code: 'a"b\\c\nd' } }, { name: 'weir_proxy_open_connections', value: 0.5, attributes: {} }]),
  });
  const families = parseExposition(await sdk.prometheus());
  expect(families.get('weir_proxy_errors_total')).toMatchObject({ type: 'counter', samples: [{ labels: { code: 'a"b\\c\nd' }, value: 2 }] });
  expect(families.get('weir_proxy_open_connections')).toMatchObject({ type: 'gauge', samples: [{ labels: {}, value: 0.5 }] });
});

test('it has nothing to do with the global meter', async () => {
  globalMetrics.getMeter('x').createCounter('x').add(1);
  expect([...parseExposition(await sdk.prometheus()).keys()]).not.toContain('x_total');
});
