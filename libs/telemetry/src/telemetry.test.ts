import { figures, read, start } from '../test/rig.ts';
import { observeBus, observeCapture } from './groups.ts';

test('what is registered before the first reading and after it', async () => {
  const telemetry = start();
  observeCapture(telemetry.meter, () => figures);
  expect(await read(telemetry, 'weir_capture_records_total')).toEqual([[{}, 10]]);
  observeBus(telemetry.meter, () => ({ pendingBytes: 1 }));
  expect(await read(telemetry, 'weir_bus_pending_bytes')).toEqual([[{}, 1]]);
  expect(await read(telemetry, 'weir_capture_records_total')).toEqual([[{}, 10]]);
});

test('two in one process know nothing of each other', async () => {
  observeCapture(start().meter, () => figures);
  expect(await read(start(), 'weir_capture_records_total')).toBeUndefined();
});

test('after the end there is no text any more; whoever was never asked ends as well', async () => {
  const telemetry = start();
  await telemetry.prometheus();
  await telemetry.shutdown();
  await telemetry.shutdown();
  await expect(telemetry.prometheus()).rejects.toThrow('the metrics have ended');
  const unread = start();
  await unread.shutdown();
  await expect(unread.prometheus()).rejects.toThrow('the metrics have ended');
});
