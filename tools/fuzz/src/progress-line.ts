import type { Progress } from './campaign.ts';

/** Where a person or a log reads along. */
export interface Output {
  readonly isTTY: boolean;
  write(text: string): void;
}

const everyMs = 5000;

/** Tells of a run every five seconds: on a terminal in one line that is written over, elsewhere a line each time. */
export class ProgressLine {
  readonly #output: Output;
  readonly #name: string;
  #toldAt = 0;
  #open = false;

  constructor(output: Output, name: string) {
    this.#output = output;
    this.#name = name;
  }

  tell(progress: Progress): void {
    if (progress.ms - this.#toldAt < everyMs) return;
    this.#toldAt = progress.ms;
    const text = `${this.#name}: ${inputsAndRate(progress)}, next ${progress.next}`;
    this.#output.write(this.#output.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    this.#open = this.#output.isTTY;
  }

  /** Clears the line that was written over, so that something else can be written. */
  end(): void {
    if (this.#open) this.#output.write('\r\x1b[K');
    this.#open = false;
  }
}

export function inputsAndRate({ inputs, ms }: Progress): string {
  const rate = ms === 0 ? 0 : Math.round((inputs / ms) * 1000);
  return `${inputs} inputs in ${(ms / 1000).toFixed(1)} s (${rate}/s)`;
}
