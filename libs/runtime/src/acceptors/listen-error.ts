import { authority } from '@weir/core';

/** A port that cannot be opened: the process says why and ends. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  /** Node's code, such as EADDRINUSE. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the address is in use',
  EACCES: 'this process may not use the port (below 1024 it needs CAP_NET_BIND_SERVICE)',
  EADDRNOTAVAIL: 'the address does not belong to this machine',
  ENOTFOUND: 'the host is unknown',
};

/** `spec` is the mode's SPEC as given: where it names no port, another one is proposed. */
export function listenError(thrown: unknown, transport: 'tcp' | 'udp', host: string, port: number, spec: string): ListenError {
  const error = thrown as NodeJS.ErrnoException;
  const code = error.code ?? 'EUNKNOWN';
  const hint = code === 'EADDRINUSE' && !spec.includes('@') && port <= 65_533 ? ` Try another port: --mode ${spec}@${port + 2}` : '';
  const where = authority(host === '' ? '*' : host, port);
  return new ListenError(code, `${spec}: cannot listen on ${where} (${transport}): ${reasons[code] ?? error.message}.${hint}`, { cause: error });
}
