import { figures, read, start } from '../test/rig.ts';
import { observeBus, observeCapture, type CaptureFigures } from './groups.ts';

test('nothing is read until somebody asks; then once for all metrics of the figures', async () => {
  let readings = 0;
  const telemetry = start();
  observeCapture(telemetry.meter, () => ({ ...figures, captured: ++readings }));
  expect(readings).toBe(0);
  expect(await read(telemetry, 'weir_capture_records_total')).toEqual([[{}, 1]]);
  expect(await read(telemetry, 'weir_capture_records_total')).toEqual([[{}, 2]]);
});

test('the same metrics of several, told apart by an attribute', async () => {
  const telemetry = start();
  for (const [worker, captured] of [['a', 1], ['b', 2]] as const) observeCapture(telemetry.meter, () => ({ ...figures, captured }), { worker });
  expect(await read(telemetry, 'weir_capture_records_total')).toEqual([[{ worker: 'a' }, 1], [{ worker: 'b' }, 2]]);
});

test('figures that there are not: absent, and later as they were', async () => {
  const telemetry = start();
  let now: CaptureFigures | undefined;
  observeCapture(telemetry.meter, () => now);
  observeBus(telemetry.meter, () => ({ pendingBytes: 5 }));
  expect(await read(telemetry, 'weir_capture_records_total')).toBeUndefined();
  expect(await read(telemetry, 'weir_bus_pending_bytes')).toEqual([[{}, 5]]);
  expect(await read(telemetry, 'weir_bus_connected')).toBeUndefined();
  now = figures;
  expect(await read(telemetry, 'weir_capture_records_total')).toEqual([[{}, 10]]);
  now = undefined;
  expect(await read(telemetry, 'weir_capture_records_total')).toEqual([[{}, 10]]);
});
