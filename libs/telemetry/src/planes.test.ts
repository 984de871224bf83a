import { figures as capture, read, start } from '../test/rig.ts';
import { observePlanes, type PlaneFigures } from './planes.ts';

function plane(more: Partial<PlaneFigures> = {}): PlaneFigures {
  return {
    capture, proxy: { open: 1, accepted: 2, refused: 3, errors: { reset: 4 } }, bus: { pendingBytes: 5 },
    thread: { heapBytes: 6, loopBusySeconds: 7, loopDelay: { p50: 0.1, p99: 0.2, max: 0.3 } }, ...more,
  };
}

test('one in the process that tells', async () => {
  const telemetry = start();
  observePlanes(telemetry.meter, () => [plane()]);
  expect(await read(telemetry, 'weir_capture_records_total')).toEqual([[{}, 10]]);
  expect(await read(telemetry, 'weir_thread_heap_bytes')).toEqual([[{ thread: 'data-plane' }, 6]]);
  expect(await read(telemetry, 'weir_proxy_errors_total')).toEqual([[{ code: 'reset' }, 4]]);
  expect(await read(telemetry, 'weir_process_resident_memory_bytes')).toBeUndefined();
  expect(await read(telemetry, 'weir_ca_connected')).toBeUndefined();
});

test('several in processes of their own, by their names; of one that does not tell the last is kept', async () => {
  const telemetry = start();
  const process = { cpuSeconds: 1, residentBytes: 2, startSeconds: 3 };
  let planes = ['a', 'b'].map((worker) => plane({ worker, process, ca: { issued: 1, failed: 2, connected: worker === 'a' } }));
  observePlanes(telemetry.meter, () => Promise.resolve(planes));
  expect(await read(telemetry, 'weir_proxy_connections_total')).toEqual([[{ worker: 'a' }, 2], [{ worker: 'b' }, 2]]);
  expect(await read(telemetry, 'weir_process_resident_memory_bytes')).toEqual([[{ worker: 'a' }, 2], [{ worker: 'b' }, 2]]);
  expect(await read(telemetry, 'weir_ca_connected')).toEqual([[{ worker: 'a' }, 1], [{ worker: 'b' }, 0]]);
  expect(await read(telemetry, 'weir_thread_event_loop_delay_seconds')).toContainEqual([{ thread: 'data-plane', worker: 'b', quantile: '0.99' }, 0.2]);
  planes = [plane({ worker: 'b', process, proxy: { open: 0, accepted: 9, refused: 0, errors: {} } })];
  expect(await read(telemetry, 'weir_proxy_connections_total')).toEqual([[{ worker: 'a' }, 2], [{ worker: 'b' }, 9]]);
});
