import { metrics as globalMetrics } from '@opentelemetry/api';
import { parseExposition } from '../test/exposition.ts';
import { OtlpReceiver } from '../test/otlp-receiver.ts';
import { metrics } from './names.ts';
import { observeBus, observeCapture, observeCollector, observeProxy, type CaptureFigures } from './groups.ts';
import { observeProcess, observeThread, watchThread } from './process.ts';
import { createTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.ts';

const figures: CaptureFigures = { captured: 10, published: 7, lost: 2, openFlows: 1, heldBytes: 4096, faults: 0 };

class FakeLog {
  readonly events: string[] = [];
  event(_level: string, name: string, _fields: object, message: string): void {
    this.events.push(`${name}: ${message}`);
  }
}

let telemetry: Telemetry;
function start(options: Partial<TelemetryOptions> = {}): Telemetry {
  return (telemetry = createTelemetry({ service: 'regular', instance: 'pod-1', version: '0.1.0', ...options }));
}
afterEach(() => telemetry.shutdown());

async function read(name: string): Promise<readonly unknown[] | undefined> {
  return parseExposition(await telemetry.prometheus()).get(name)?.samples.map(({ labels, value }) => [labels, value]);
}

test('every metric of the table is there with its kind and words, and no other', async () => {
  const { meter } = start();
  observeCapture(meter, () => figures);
  observeBus(meter, () => ({ pendingBytes: 1, connected: true, reconnects: 2, redelivered: 3, spooledBytes: 4, spooledBatches: 5 }));
  observeProxy(meter, () => ({ open: 1, accepted: 2, refused: 3, errors: { reset: 4 } }));
  observeCollector(meter, () => ({ batches: 1, flows: 2, undecodableBatches: 3, storeFailures: 4, storing: false, tailSubscribers: 5, tailLost: 6, requests: 7, storeBytes: 8 }));
  observeProcess(meter);
  const thread = watchThread();
  observeThread(meter, thread.figures);
  const families = parseExposition(await telemetry.prometheus());
  thread.end();
  const found = [...families.values()].filter(({ name }) => name !== 'target_info').map(({ name, type, help, samples }) => [name, { kind: type, help, some: samples.length > 0 }] as const);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.entries(metrics).map(([name, { kind, help }]) => [name, { kind, help, some: true }])));
  expect(families.get('weir_collector_storing')!.samples).toEqual([{ name: 'weir_collector_storing', labels: {}, value: 0 }]);
  expect(families.get('weir_proxy_errors_total')!.samples).toEqual([{ name: 'weir_proxy_errors_total', labels: { code: 'reset' }, value: 4 }]);
  expect(families.get('target_info')!.samples[0]!.labels).toEqual({ service_namespace: 'weir', service_name: 'regular', service_instance_id: 'pod-1', service_version: '0.1.0' });
});

test('nothing is read until somebody asks; then once for all metrics of the figures', async () => {
  let readings = 0;
  observeCapture(start().meter, () => ({ ...figures, captured: ++readings }));
  expect(readings).toBe(0);
  expect(await read('weir_capture_records_total')).toEqual([[{}, 1]]);
  expect(await read('weir_capture_records_total')).toEqual([[{}, 2]]);
});

test('without a metric the text is still one', async () => {
  start();
  expect([...parseExposition(await telemetry.prometheus()).keys()]).toEqual(['target_info']);
});

test('the same metrics of several, told apart by an attribute', async () => {
  const { meter } = start();
  for (const [worker, captured] of [['a', 1], ['b', 2]] as const) observeCapture(meter, () => ({ ...figures, captured }), { worker });
  expect(await read('weir_capture_records_total')).toEqual([[{ worker: 'a' }, 1], [{ worker: 'b' }, 2]]);
});

test('figures that there are not: absent, and later as they were', async () => {
  const { meter } = start();
  let now: CaptureFigures | undefined;
  observeCapture(meter, () => now);
  observeBus(meter, () => ({ pendingBytes: 5 }));
  expect(await read('weir_capture_records_total')).toBeUndefined();
  expect(await read('weir_bus_pending_bytes')).toEqual([[{}, 5]]);
  expect(await read('weir_bus_connected')).toBeUndefined();
  now = figures;
  expect(await read('weir_capture_records_total')).toEqual([[{}, 10]]);
  now = undefined;
  expect(await read('weir_capture_records_total')).toEqual([[{}, 10]]);
});

test('figures that cannot be read, or never come, cost themselves alone; it is logged once', async () => {
  const log = new FakeLog();
  const { meter } = start({ log });
  observeCapture(meter, () => { throw new Error('gone'); });
  observeProxy(meter, () => new Promise(() => {}));
  observeBus(meter, () => Promise.resolve({ pendingBytes: 5 }));
  for (let n = 0; n < 2; n++) {
    expect(await read('weir_bus_pending_bytes')).toEqual([[{}, 5]]);
    expect(await read('weir_capture_records_total')).toBeUndefined();
  }
  expect(log.events).toEqual(['metrics-unread: some metrics cannot be read: Error: gone']);
});

test('attributes are bounded, whatever they are given', async () => {
  const { meter } = start();
  observeProxy(meter, () => ({ open: 0, accepted: 0, refused: 0, errors: Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`code-${n}`, 1])) }));
  const samples = (await read('weir_proxy_errors_total'))!;
  expect(samples.length).toBeLessThanOrEqual(500);
  expect(samples).toContainEqual([{ otel_metric_overflow: 'true' }, expect.any(Number)]);
});

test('no global state: two in one process know nothing of each other', async () => {
  observeCapture(start().meter, () => figures);
  const other = createTelemetry({ service: 'other', instance: 'b', version: '1' });
  expect([...parseExposition(await other.prometheus()).keys()]).toEqual(['target_info']);
  await other.shutdown();
  globalMetrics.getMeter('x').createCounter('x').add(1);
  expect(await read('x')).toBeUndefined();
});

describe('OTLP', () => {
  test('protobuf to /v1/metrics: the resource, names as at /metrics, units, cumulative sums; the last figures at the end', async () => {
    await using receiver = await OtlpReceiver.start();
    const { meter } = start({ otlpEndpoint: receiver.url });
    observeCapture(meter, () => figures);
    observeProxy(meter, () => ({ open: 3, accepted: 9, refused: 0, errors: { 'connect-refused': 2 } }));
    await telemetry.shutdown();
    expect(receiver.exports).toHaveLength(1);
    const { path, contentType, resource, metrics: received } = receiver.exports[0]!;
    expect([path, contentType]).toEqual(['/v1/metrics', 'application/x-protobuf']);
    expect(resource).toEqual({ 'service.namespace': 'weir', 'service.name': 'regular', 'service.instance.id': 'pod-1', 'service.version': '0.1.0' });
    const byName = new Map(received.map((metric) => [metric.name, metric]));
    expect(byName.get('weir_capture_records_total')).toEqual({
      name: 'weir_capture_records_total', unit: '{record}', description: metrics.weir_capture_records_total.help, kind: 'sum', temporality: 2, monotonic: true,
      points: [{ attributes: {}, value: 10 }],
    });
    expect(byName.get('weir_capture_held_bytes')).toMatchObject({ unit: 'By', kind: 'gauge', points: [{ value: 4096 }] });
    expect(byName.get('weir_proxy_errors_total')!.points).toEqual([{ attributes: { code: 'connect-refused' }, value: 2 }]);
  });

  test('an endpoint with a path keeps it; exports come by themselves', async () => {
    await using receiver = await OtlpReceiver.start();
    observeCapture(start({ otlpEndpoint: `${receiver.url}/otlp/`, otlpIntervalMs: 10 }).meter, () => figures);
    await receiver.next();
    await receiver.next();
    expect(receiver.exports.map(({ path }) => path).slice(0, 2)).toEqual(['/otlp/v1/metrics', '/otlp/v1/metrics']);
  });

  test('a receiver that refuses is logged once, and once that it takes them again', async () => {
    await using receiver = await OtlpReceiver.start();
    receiver.status = 400;
    const log = new FakeLog();
    observeCapture(start({ otlpEndpoint: receiver.url, otlpIntervalMs: 10, log }).meter, () => figures);
    for (let n = 0; n < 3; n++) await receiver.next();
    receiver.status = 200;
    for (let n = 0; n < 2; n++) await receiver.next();
    await telemetry.shutdown();
    expect(receiver.refused).toBeGreaterThan(1);
    expect(log.events).toEqual([
      expect.stringMatching(/^otlp-failed: metrics cannot be sent to http.*\/v1\/metrics, trying again: .*; --otlp-endpoint says where$/),
      expect.stringMatching(/^otlp-recovered: /),
    ]);
  });

  test('a receiver that is not there is logged, and does not hold the end', async () => {
    const receiver = await OtlpReceiver.start();
    const otlpEndpoint = receiver.url;
    await receiver[Symbol.asyncDispose]();
    const log = new FakeLog();
    observeCapture(start({ otlpEndpoint, log }).meter, () => figures);
    await telemetry.shutdown();
    await telemetry.shutdown();
    expect(await Promise.allSettled([telemetry.prometheus()])).toMatchObject([{ status: 'rejected' }]);
  });
});
