import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { FakeLog, read, start } from '../test/rig.ts';
import { observeBus, observeCapture, observeProxy } from './groups.ts';
import type { Meter } from './observe.ts';
import { PullReader } from './pull-reader.ts';
import { register } from './sdk.ts';

test('figures that cannot be read, or never come, cost themselves alone; it is logged once', async () => {
  const log = new FakeLog();
  const reader = new PullReader(10);
  const otel = new MeterProvider({ readers: [reader] }).getMeter('weir');
  const meter: Meter = { add: (observed) => register(otel, observed) };
  observeCapture(meter, () => { throw new Error('gone'); });
  observeProxy(meter, () => new Promise(() => {}));
  observeBus(meter, () => Promise.resolve({ pendingBytes: 5 }));
  for (let n = 0; n < 2; n++) {
    const { scopeMetrics } = await reader.read(20, log);
    expect(scopeMetrics.flatMap((scope) => scope.metrics.filter(({ dataPoints }) => dataPoints.length > 0).map(({ descriptor }) => descriptor.name))).toEqual(['weir_bus_pending_bytes']);
  }
  expect(log.events).toEqual(['metrics-unread: some metrics cannot be read: Error: gone']);
});

test('attributes are bounded, whatever they are given', async () => {
  const telemetry = start();
  observeProxy(telemetry.meter, () => ({ open: 0, accepted: 0, refused: 0, errors: Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`code-${n}`, 1])) }));
  const samples = (await read(telemetry, 'weir_proxy_errors_total'))!;
  expect(samples.length).toBeLessThanOrEqual(500);
  expect(samples).toContainEqual([{ otel_metric_overflow: 'true' }, expect.any(Number)]);
});
