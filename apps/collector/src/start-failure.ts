import { firstLine } from '@weir/service';

/** Why a collector could not start: one line that says what to do, and the system's code where there is one. */
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
  const { errcode } = error as { readonly errcode?: unknown };
  // The low byte is the primary code: https://sqlite.org/rescode.html.
  const why = typeof errcode === 'number' ? storeReasons[errcode & 0xff] : undefined;
  return failure(`the store ${path} cannot be opened: ${why ?? firstLine(error)}`, codeOf(error));
}

const listenReasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use (is another Weir running? --api chooses another)',
  EACCES: 'not permitted',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this machine has no such address',
};

const damaged = 'it is damaged, or no flow store; move the file away, and Weir begins a new one';

/** By SQLite's result codes. */
const storeReasons: Readonly<Record<number, string>> = {
  5: 'another process uses it (is another Weir running? --home chooses another)',
  8: 'it may not be written',
  11: damaged,
  13: 'the disk is full',
  14: 'the file or its folder is missing, or not permitted',
  26: damaged,
};

function failure(message: string, code: string | undefined): StartFailure {
  return { message, ...(code === undefined ? {} : { code }) };
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
