import type { Listening, ModeEntry } from '@weir/runtime';
import type { Shutdown } from '@weir/service';
import type { PlaneFigures } from '@weir/telemetry';
import { assembleDataPlane, type DataPlaneParts } from './data-plane.ts';
import { listen } from './listen.ts';
import type { PlaneAuthority } from './plane-authority.ts';
import type { PlaneSettings } from './plane-messages.ts';
import { PlaneProcesses, type PlaneProcessesOptions } from './plane-processes.ts';
import { reservePorts } from './reserve-ports.ts';

/** The data plane, wherever it runs. */
export interface Plane {
  /** `apiPort`: where the API listens, which clients from elsewhere may not reach through a proxy. */
  listen(apiPort: number): Promise<readonly Listening[]>;
  /** What it has to tell of itself, for the metrics; of each process that answers in time. Never rejects. */
  figures(): Promise<readonly PlaneFigures[]>;
  /** Says how it is ended. */
  defer(shutdown: Shutdown): void;
}

/** In this thread. `flushMs`: how long its last batches may take to be committed, where what takes longer is kept by the publisher's close; else until the deadline. */
export function planeHere(parts: DataPlaneParts & { readonly authority: Pick<PlaneAuthority, 'close'>; readonly flushMs?: number | undefined }): Plane {
  const { flushMs } = parts;
  const { proxy, recorder, figures } = assembleDataPlane(parts);
  return {
    listen: (apiPort) => {
      parts.access.serves(apiPort);
      return listen(proxy);
    },
    figures: () => Promise.resolve([figures()]),
    defer: (shutdown) => {
      shutdown.defer('authority', () => parts.authority.close());
      shutdown.defer('passwords', () => parts.access.close());
      shutdown.defer('capture', (signal) => (flushMs === undefined ? recorder.close(signal) : recorder.close(AbortSignal.timeout(flushMs)).catch(ignore)));
      shutdown.defer('proxies', () => proxy.drain());
    },
  };
}

/** In processes of their own. Rejects with RuntimeFailure where a port is in use. */
export async function planeBeside(modes: readonly ModeEntry[], settings: Omit<PlaneSettings, 'ports' | 'apiPort' | 'producer'>, options: Omit<PlaneProcessesOptions, 'settings'>): Promise<Plane> {
  const processes = new PlaneProcesses({ ...options, settings: { ...settings, ports: await reservePorts(modes) } });
  return {
    listen: (apiPort) => processes.start(apiPort),
    figures: () => processes.figures(),
    defer: (shutdown) => shutdown.defer('workers', (signal) => processes.stop(signal)),
  };
}

function ignore(): void {
  // What is not committed by now the publisher keeps.
}
