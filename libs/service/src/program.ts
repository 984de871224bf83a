import { ConfigError, RuntimeFailure } from './config-error.ts';
import { firstLine } from './configuration.ts';

/** BSD's sysexits: the command was used wrongly. */
export const EXIT_USAGE = 64;

/**
 * Runs a command to its exit code. What the user can mend is one line on standard error; anything else is our own
 * mistake and keeps its stack.
 */
export async function runProgram(name: string, main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    const known = error instanceof ConfigError || error instanceof RuntimeFailure;
    process.stderr.write(`${name}: ${known ? firstLine(error) : (error as Error)?.stack ?? String(error)}\n`);
    process.exitCode = error instanceof ConfigError ? EXIT_USAGE : 1;
  }
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
export function terminationSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let seen = false;
    const on = (signal: NodeJS.Signals): void => {
      if (seen) process.exit(1);
      seen = true;
      resolve(signal);
    };
    process.on('SIGTERM', on);
    process.on('SIGINT', on);
  });
}
