import { metrics as globalMetrics } from '@opentelemetry/api';
import { parseExposition } from '../test/exposition.ts';
import { figures, read, start } from '../test/rig.ts';
import { observeCapture } from './groups.ts';
import { createTelemetry } from './telemetry.ts';

test('without a metric the text is still one', async () => {
  const telemetry = start();
  expect([...parseExposition(await telemetry.prometheus()).keys()]).toEqual(['target_info']);
});

test('no global state: two in one process know nothing of each other', async () => {
  const telemetry = start();
  observeCapture(telemetry.meter, () => figures);
  const other = createTelemetry({ service: 'other', instance: 'b', version: '1' });
  expect([...parseExposition(await other.prometheus()).keys()]).toEqual(['target_info']);
  await other.shutdown();
  globalMetrics.getMeter('x').createCounter('x').add(1);
  expect(await read(telemetry, 'x')).toBeUndefined();
});

test('after the end there is no text any more', async () => {
  const telemetry = start();
  await telemetry.shutdown();
  await telemetry.shutdown();
  await expect(telemetry.prometheus()).rejects.toThrow();
});
