import type { Attributes, Meter, Observable } from '@opentelemetry/api';
import { metrics, type MetricFacts, type MetricName } from './names.ts';

/**
 * Figures as they are when they are asked for; undefined: there are none now, and the metrics stay as they were (absent where there never were any).
 * The same holds for a promise that settles too late: a reading by `prometheus()` waits 1 s at most.
 */
export type Read<T> = () => T | undefined | Promise<T | undefined>;

/** What one metric is of some figures: a value, several by their attributes, or nothing. */
export type Reading<T> = (figures: T) => Value;
type Value = number | undefined | readonly (readonly [Attributes, number])[];

/** Which metrics some figures make. */
export type Readings<T> = Partial<Readonly<Record<MetricName, Reading<T>>>>;

/**
 * Registers the metrics of `readings`. Nothing is done until somebody reads: then `read` is called once for all of them.
 * The same metrics may be registered again with other `attributes`.
 */
export function observe<T>(meter: Meter, readings: Readings<T>, read: Read<T>, attributes: Attributes = {}): void {
  const rows = Object.entries(readings).map(([name, reading]) => ({ observable: instrument(meter, name as MetricName), reading: reading! }));
  meter.addBatchObservableCallback(async (result) => {
    const figures = await read();
    if (figures === undefined) return;
    for (const { observable, reading } of rows) {
      for (const [labels, value] of series(reading(figures), attributes)) result.observe(observable, value, labels);
    }
  }, rows.map(({ observable }) => observable));
}

/** A value as what is observed of it, each with `attributes` too. */
export function series(value: Value, attributes: Attributes): readonly (readonly [Attributes, number])[] {
  if (value === undefined) return [];
  return typeof value === 'number' ? [[attributes, value]] : value.map(([more, each]) => [{ ...attributes, ...more }, each]);
}

function instrument(meter: Meter, name: MetricName): Observable {
  const { kind, unit, help }: MetricFacts = metrics[name];
  const options = { unit, description: help };
  return kind === 'counter' ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options);
}
