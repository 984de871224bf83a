/** What has been started, ended in reverse order, each with the time that is left. */
export class Shutdown {
  readonly #tasks: { readonly name: string; readonly run: (signal: AbortSignal) => void | Promise<void> }[] = [];
  #running: Promise<readonly ShutdownFailure[]> | undefined;

  /** Called at `run`, in reverse order of registration. The signal aborts at the deadline. */
  defer(name: string, run: (signal: AbortSignal) => void | Promise<void>): void {
    this.#tasks.push({ name, run });
  }

  /** Runs every task once, however often it is called. A task that fails or outlives the deadline does not stop the others. */
  run(deadlineMs: number): Promise<readonly ShutdownFailure[]> {
    this.#running ??= this.#runAll(deadlineMs);
    return this.#running;
  }

  async #runAll(deadlineMs: number): Promise<readonly ShutdownFailure[]> {
    const signal = AbortSignal.timeout(deadlineMs);
    const failures: ShutdownFailure[] = [];
    for (const task of this.#tasks.reverse()) {
      try {
        await Promise.race([task.run(signal), aborted(signal)]);
      } catch (error) {
        failures.push({ name: task.name, error });
      }
    }
    return failures;
  }
}

export interface ShutdownFailure {
  readonly name: string;
  readonly error: unknown;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(new Error('it took longer than the deadline'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
