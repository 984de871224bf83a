import { createContext, Script } from 'node:vm';

const sandbox: { call: () => void } = { call: () => {} };
const context = createContext(sandbox);
const script = new Script('call()');

/** Calls `call` and interrupts it after `ms` milliseconds, even in an endless loop. False: it was interrupted. What it throws is thrown. */
export function bounded(ms: number, call: () => void): boolean {
  sandbox.call = call;
  try {
    script.runInContext(context, { timeout: ms });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}
