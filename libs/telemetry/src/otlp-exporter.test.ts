import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { FakeLog } from '../test/rig.ts';
import { OtlpExporter } from './otlp-exporter.ts';

const nothing = {} as ResourceMetrics;

/** What is sent ends as the fake says. */
function rig() {
  const fake = { works: true, calls: 0 };
  const inner = {
    export: (_metrics, done) => {
      fake.calls++;
      done(fake.works ? { code: 0 } : { code: 1, error: new Error('refused') });
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  } as PushMetricExporter;
  const log = new FakeLog();
  const exporter = new OtlpExporter('http://a:4318//', log, inner);
  const send = (): number | undefined => {
    let code: number | undefined;
    exporter.export(nothing, (result) => { code = result.code; });
    return code;
  };
  return { fake, log, exporter, send };
}

test('a failure is logged once until a success, and told each time', () => {
  const { fake, log, send } = rig();
  fake.works = false;
  expect([send(), send()]).toEqual([1, 1]);
  fake.works = true;
  expect([send(), send()]).toEqual([0, 0]);
  fake.works = false;
  send();
  expect(log.events).toEqual([
    'otlp-failed: metrics cannot be sent to http://a:4318/v1/metrics, trying again: refused; --otlp-endpoint says where',
    'otlp-recovered: metrics are sent to http://a:4318/v1/metrics again',
    expect.stringContaining('otlp-failed'),
  ]);
});

test('at the end the last figures are sent, but not to a receiver that fails', () => {
  const { fake, exporter, send } = rig();
  send();
  exporter.close();
  expect([send(), fake.calls]).toEqual([0, 2]);
  fake.works = false;
  send();
  fake.works = true;
  expect([send(), fake.calls]).toEqual([1, 3]);
});
