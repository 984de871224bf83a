import { attempt, failureKey, NoReturn, TooSlow } from './attempt.ts';
import { bounded } from './bounded.ts';
import { minimise } from './minimise.ts';
import { mutate, type Material } from './mutate.ts';
import { Random } from './random.ts';
import { latin1, type Target } from './target.ts';

export interface CampaignOptions {
  readonly target: Target;
  readonly seed: number;
  /** Number of the first input; the same seed and number make the same input. */
  readonly from: number;
  /** Infinity: no bound. */
  readonly runs: number;
  readonly seconds: number;
  /** Milliseconds, of a clock that never goes back. */
  readonly now: () => number;
  /** Asked between batches. */
  readonly stopped: () => boolean;
  /** Told after each batch, about every 50 ms. */
  readonly progress: (progress: Progress) => void;
  /** Milliseconds after which an input that has not returned never will. */
  readonly hangMs: number;
}

export interface Progress {
  /** The input that comes next. */
  readonly next: number;
  readonly inputs: number;
  readonly ms: number;
}

export interface Failure {
  /** Number of the input. */
  readonly at: number;
  readonly error: Error;
  readonly input: Uint8Array;
  /** A smaller one with the same error. */
  readonly minimised: Uint8Array;
}

export interface Report extends Progress {
  readonly ended: 'runs' | 'seconds' | 'stopped' | 'failure';
  readonly failure?: Failure;
}

const batchMs = 50;

/** Tries inputs one after another, the seeds themselves first, until a bound is met or one fails. Yields to the event loop between batches. */
export async function campaign(options: CampaignOptions): Promise<Report> {
  const { target, from, runs, seconds, now } = options;
  const makeInput = inputs(target, options.seed);
  const start = now();
  let next = from;
  const progress = (): Progress => ({ next, inputs: next - from, ms: now() - start });
  for (;;) {
    if (next - from >= runs) return { ...progress(), ended: 'runs' };
    if (now() - start >= seconds * 1000) return { ...progress(), ended: 'seconds' };
    if (options.stopped()) return { ...progress(), ended: 'stopped' };
    const end = now() + batchMs;
    let error: Error | undefined;
    let input: Uint8Array = new Uint8Array(0);
    const returned = bounded(options.hangMs, () => {
      while (next - from < runs && now() < end) {
        input = makeInput(next++);
        error = attempt(target, input, now);
        if (error !== undefined) return;
      }
    });
    if (!returned) error = new NoReturn(`did not return within ${options.hangMs} ms`);
    if (error !== undefined) return { ...progress(), ended: 'failure', failure: { at: next - 1, error, input, minimised: smallest(target, input, error, now) } };
    options.progress(progress());
    await new Promise<void>((resolve) => { setImmediate(resolve); });
  }
}

/** Input number N, for any N in any order. */
export function inputs(target: Target, seed: number): (at: number) => Uint8Array {
  const material: Material = { seeds: target.seeds(), words: target.words.map(latin1), maxBytes: target.maxBytes };
  return (at) => material.seeds[at] ?? mutate(new Random(seed, at), material);
}

/** What takes long is not tried a thousand times over. */
function smallest(target: Target, input: Uint8Array, error: Error, now: () => number): Uint8Array {
  if (error instanceof NoReturn || error instanceof TooSlow) return input;
  const key = failureKey(error);
  return minimise(input, (bytes) => {
    const other = attempt(target, bytes, now);
    return other !== undefined && failureKey(other) === key;
  });
}
