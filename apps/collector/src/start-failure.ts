import { firstLine } from '@weir/service';
import { StoreError, type StoreErrorCode } from '@weir/store';

/** Why a collector could not start: one line that says what to do, and the code of the system or the store where there is one. */
export interface StartFailure {
  readonly message: string;
  readonly code?: string;
}

export function apiFailure(error: unknown, { host, port }: { readonly host: string; readonly port: number }): StartFailure {
  const code = codeOf(error);
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const why = (code === undefined ? undefined : listenReasons[code]) ?? firstLine(error);
  return failure(`the API cannot listen on ${where}: ${why}`, code);
}

export function storeFailure(error: unknown, path: string): StartFailure {
  const advice = error instanceof StoreError ? storeAdvice[error.code] : undefined;
  return failure(`the store ${path} cannot be opened: ${firstLine(error)}${advice === undefined ? '' : `; ${advice}`}`, codeOf(error));
}

const listenReasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use (is another Weir running? --api chooses another)',
  EACCES: 'not permitted',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this machine has no such address',
};

const storeAdvice: Readonly<Partial<Record<StoreErrorCode, string>>> = {
  'not-a-database': 'move the file away, and Weir begins a new one',
  'foreign-database': 'move the file away, and Weir begins a new one',
  'newer-version': 'start that version, or choose another --home',
};

function failure(message: string, code: string | undefined): StartFailure {
  return { message, ...(code === undefined ? {} : { code }) };
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
