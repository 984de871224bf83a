import { memoryBus } from '@weir/bus';
import { createRecorder, noTap, type CaptureRecorder } from '@weir/capture';
import type { LocalCerts } from '@weir/certs';
import type { Recorder } from '@weir/core';
import { modeFor } from '@weir/ingress';
import { parseModeSpec, resolveListen } from '@weir/mode-spec';
import { makeHttp1, standardProtocols } from '@weir/protocols';
import { createProxy, silentLog, type Listening } from '@weir/runtime';

export interface PlaneOptions {
  /** The mode's SPEC. */
  readonly mode: string;
  /** `memory`: flows are recorded, encoded and taken from the bus, then thrown away; `off`: nothing is recorded. */
  readonly capture: 'memory' | 'off';
  readonly certs: LocalCerts;
  readonly trustedCaFile: string;
}

export interface Plane {
  listen(): Promise<readonly Listening[]>;
  close(): Promise<void>;
}

/** For what capture still has to write. */
const flushMs = 5_000;

/** The data plane of `weir up` without log, options, collector and store. Nothing listens yet. */
export function createPlane({ mode, capture, certs, trustedCaFile }: PlaneOptions): Plane {
  const capturing = capture === 'off' ? undefined : memoryRecorder();
  const recorder: Recorder = capturing ?? { flow: () => noTap };
  const spec = parseModeSpec(mode);
  const { host, port } = resolveListen(spec, { host: '' });
  const entry = modeFor(spec, { host, port: port ?? 0 });
  const protocols = standardProtocols({ recorder, http: makeHttp1() });
  const proxy = createProxy({ modes: [entry], protocols, log: silentLog, certs, tls: { trustedCaFile } });
  return {
    listen: () => proxy.listen(),
    close: async () => {
      await proxy.close();
      await capturing?.close(AbortSignal.timeout(flushMs));
    },
  };
}

function memoryRecorder(): CaptureRecorder {
  const { publisher, consumer } = memoryBus();
  consumer.start((batches) => {
    for (const batch of batches) batch.ack();
  });
  return createRecorder({ producer: 'bench', publisher, clock: { nowMs: () => performance.timeOrigin + performance.now() } });
}
