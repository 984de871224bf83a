import type { CaptureFigures } from '../src/groups.ts';
import { createTelemetry, type Telemetry, type TelemetryOptions } from '../src/telemetry.ts';
import { parseExposition } from '@weir/testing';

export const figures: CaptureFigures = { captured: 10, published: 7, lost: 2, openFlows: 1, heldBytes: 4096, faults: 0 };

export class FakeLog {
  readonly events: string[] = [];
  #told: () => void = () => undefined;
  /** Resolves with the first event. */
  readonly told = new Promise<void>((resolve) => { this.#told = resolve; });

  event(_level: string, name: string, _fields: object, message: string): void {
    this.events.push(`${name}: ${message}`);
    this.#told();
  }
}

const started: Telemetry[] = [];
afterEach(async () => { await Promise.all(started.splice(0).map((telemetry) => telemetry.shutdown())); });

/** One that ends with the test. */
export function start(options: Partial<TelemetryOptions> = {}): Telemetry {
  const telemetry = createTelemetry({ service: 'regular', instance: 'pod-1', version: '0.1.0', ...options });
  started.push(telemetry);
  return telemetry;
}

/** Labels and value of each series of a metric; undefined: it is absent. */
export async function read(telemetry: Telemetry, name: string): Promise<readonly unknown[] | undefined> {
  return parseExposition(await telemetry.prometheus()).get(name)?.samples.map(({ labels, value }) => [labels, value]);
}
