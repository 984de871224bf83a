import type { ErrorCode } from '@weir/flow';

export interface ProxyErrorOptions extends ErrorOptions {
  /** What the peer answered, where it did: an HTTP status, a SOCKS reply, a TLS alert, the code of a RESET_STREAM. */
  readonly status?: number;
  readonly reason?: string;
}

/**
 * The one error of the data plane. A peer's failure is a value of this class, handed on and written into the flow;
 * it is thrown only by decoders (bad bytes) and caught by the handler that called them.
 */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly code: ErrorCode;
  readonly status: number | undefined;
  readonly reason: string | undefined;

  constructor(code: ErrorCode, message: string, options: ProxyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.reason = options.reason;
  }
}
