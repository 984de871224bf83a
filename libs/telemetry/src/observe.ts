import type { MetricName } from './names.ts';

export type Attributes = Readonly<Record<string, string>>;

/** Where metrics are registered: `meter` of a Telemetry. */
export interface Meter {
  add(observed: Observed): void;
}

/** Metrics that are read together. */
export interface Observed {
  readonly names: readonly MetricName[];
  read(): Promise<readonly Sample[]>;
}

export interface Sample {
  readonly name: MetricName;
  readonly value: number;
  readonly attributes: Attributes;
}

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
  const rows = Object.entries(readings) as [MetricName, Reading<T>][];
  meter.add({
    names: rows.map(([name]) => name),
    async read() {
      const figures = await read();
      if (figures === undefined) return [];
      return rows.flatMap(([name, reading]) => series(reading(figures), attributes).map(([labels, value]) => ({ name, value, attributes: labels })));
    },
  });
}

/** A value as what is observed of it, each with `attributes` too. */
export function series(value: Value, attributes: Attributes): readonly (readonly [Attributes, number])[] {
  if (value === undefined) return [];
  return typeof value === 'number' ? [[attributes, value]] : value.map(([more, each]) => [{ ...attributes, ...more }, each]);
}
