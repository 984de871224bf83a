import { observeCapture, observeProxy } from '../src/groups.ts';
import { metrics } from '../src/names.ts';
import { OtlpReceiver } from '@weir/testing';
import { FakeLog, figures, start } from './rig.ts';

test('protobuf to /v1/metrics: the resource, names as at /metrics, units, cumulative sums; the last figures at the end', async () => {
  await using receiver = await OtlpReceiver.start();
  const telemetry = start({ otlpEndpoint: receiver.url });
  observeCapture(telemetry.meter, () => figures);
  observeProxy(telemetry.meter, () => ({ open: 3, accepted: 9, refused: 0, errors: { 'connect-refused': 2 } }));
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
  const telemetry = start({ otlpEndpoint: `${receiver.url}/otlp/`, otlpIntervalMs: 50 });
  observeCapture(telemetry.meter, () => figures);
  await receiver.next();
  await receiver.next();
  await telemetry.shutdown();
  expect(receiver.exports.map(({ path }) => path).slice(0, 2)).toEqual(['/otlp/v1/metrics', '/otlp/v1/metrics']);
});

test("credentials are OpenTelemetry's variables, the endpoint is not", async () => {
  await using receiver = await OtlpReceiver.start();
  await using other = await OtlpReceiver.start();
  const before = { ...process.env };
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20t', OTEL_EXPORTER_OTLP_ENDPOINT: other.url, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: other.url });
  const told = start({ otlpEndpoint: receiver.url });
  const untold = start();
  for (const telemetry of [told, untold]) observeCapture(telemetry.meter, () => figures);
  await untold.prometheus();
  await Promise.all([told.shutdown(), untold.shutdown()]);
  process.env = before;
  expect(receiver.exports.map(({ authorization }) => authorization)).toEqual(['Bearer t']);
  expect(other.exports).toEqual([]);
});

test('a receiver that refuses is logged once, and once that it takes them again', async () => {
  await using receiver = await OtlpReceiver.start();
  receiver.status = 400;
  const log = new FakeLog();
  const telemetry = start({ otlpEndpoint: receiver.url, otlpIntervalMs: 50, log });
  observeCapture(telemetry.meter, () => figures);
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
  const telemetry = start({ otlpEndpoint, otlpIntervalMs: 50, log });
  observeCapture(telemetry.meter, () => figures);
  await log.told;
  await telemetry.shutdown();
  expect(log.events).toEqual([expect.stringMatching(/^otlp-failed: .*ECONNREFUSED/)]);
});
