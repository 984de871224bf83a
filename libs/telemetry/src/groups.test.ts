import { parseExposition } from '@weir/testing';
import { figures, start } from '../test/rig.ts';
import { observeAuthority, observeBus, observeCa, observeCapture, observeCollector, observeProxy } from './groups.ts';
import { metrics } from './names.ts';
import { observeProcess, observeThread, watchThread } from './process.ts';

test('every metric of the table is there with its kind and words, and no other', async () => {
  const telemetry = start();
  observeCapture(telemetry.meter, () => figures);
  observeBus(telemetry.meter, () => ({ pendingBytes: 1, connected: true, reconnects: 2, redelivered: 3, spooledBytes: 4, spooledBatches: 5, resent: 6, damagedBytes: 7 }));
  observeCa(telemetry.meter, () => ({ issued: 1, failed: 2, connected: true }));
  observeProxy(telemetry.meter, () => ({ open: 1, accepted: 2, refused: 3, errors: { reset: 4 } }));
  observeCollector(telemetry.meter, () => ({ batches: 1, flows: 2, undecodableBatches: 3, storeFailures: 4, storing: false, tailSubscribers: 5, tailLost: 6, requests: 7, storeBytes: 8 }));
  observeAuthority(telemetry.meter, () => ({ issued: { leaf: 1 }, refused: { UNAUTHENTICATED: 2 }, watchers: 3, expiresInSeconds: 4 }));
  observeProcess(telemetry.meter);
  const thread = watchThread();
  observeThread(telemetry.meter, thread.figures);
  const families = parseExposition(await telemetry.prometheus());
  thread.end();
  const found = [...families.values()].filter(({ name }) => name !== 'target_info').map(({ name, type, help, samples }) => [name, { kind: type, help, some: samples.length > 0 }] as const);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.entries(metrics).map(([name, { kind, help }]) => [name, { kind, help, some: true }])));
  expect(families.get('weir_collector_storing')!.samples).toEqual([{ name: 'weir_collector_storing', labels: {}, value: 0 }]);
  expect(families.get('weir_proxy_errors_total')!.samples).toEqual([{ name: 'weir_proxy_errors_total', labels: { code: 'reset' }, value: 4 }]);
  expect(families.get('target_info')!.samples[0]!.labels).toEqual({ service_namespace: 'weir', service_name: 'regular', service_instance_id: 'pod-1', service_version: '0.1.0' });
});
