import { busReadings, caReadings, captureReadings, proxyReadings, type BusFigures, type CaFigures, type CaptureFigures, type ProxyFigures } from './groups.ts';
import { observe, series, type Attributes, type Meter, type Read, type Reading, type Readings } from './observe.ts';
import { processReadings, threadReadings, type ProcessFigures, type ThreadFigures } from './process.ts';

/** What one data plane has to tell. Plain figures, fit to be sent to another thread or process. */
export interface PlaneFigures {
  readonly proxy: ProxyFigures;
  readonly capture: CaptureFigures;
  readonly bus: BusFigures;
  readonly thread: ThreadFigures;
  /** Where its certificates come from the certificate authority service. */
  readonly ca?: CaFigures | undefined;
  /** Where it runs in a process of its own, that of `--workers`. */
  readonly process?: ProcessFigures | undefined;
  /** What tells it from others beside it: `--workers` gives each a name for good. */
  readonly worker?: string | undefined;
}

/** Beside whole planes, parts that several of them share. */
type Planes = readonly Partial<PlaneFigures>[];

/** Registers the metrics of data planes, wherever they run: all come of one reading, so that they fit together. */
export function observePlanes(meter: Meter, read: Read<Planes>): void {
  observe(meter, {
    ...each((plane) => plane.proxy, proxyReadings),
    ...each((plane) => plane.capture, captureReadings),
    ...each((plane) => plane.bus, busReadings),
    ...each((plane) => plane.ca, caReadings),
    ...each((plane) => plane.thread, threadReadings, { thread: 'data-plane' }),
    ...each((plane) => plane.process, processReadings),
  }, read);
}

/** The metrics of one part, of each plane that has it. */
function each<T>(part: (plane: Partial<PlaneFigures>) => T | undefined, readings: Readings<T>, attributes: Attributes = {}): Readings<Planes> {
  const of = (reading: Reading<T>): Reading<Planes> => (planes) => planes.flatMap((plane) => {
    const figures = part(plane);
    if (figures === undefined) return [];
    return series(reading(figures), plane.worker === undefined ? attributes : { ...attributes, worker: plane.worker });
  });
  return Object.fromEntries(Object.entries(readings).map(([name, reading]) => [name, of(reading as Reading<T>)]));
}
