import type { ErrorCode } from '@weir/flow';

export interface ProxyErrorOptions extends ErrorOptions {
  /** What the peer answered, where it did: an HTTP status, a SOCKS reply, a TLS alert, the code of a RESET_STREAM. */
  readonly status?: number;
  readonly reason?: string;
}

/**
 * The one error of the data plane. A peer's failure is a value of this class, handed on and written into the flow;
 * it is thrown only by decoders (bad bytes) and caught by the handler that called them. It has no stack: where a peer's failure was
 * noticed tells nobody anything, and taking it down costs as much as the rest of a short connection's handler (60 us). A bug's is in its `cause`.
 */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly code: ErrorCode;
  readonly status: number | undefined;
  readonly reason: string | undefined;

  constructor(code: ErrorCode, message: string, options: ProxyErrorOptions = {}) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.status = options.status;
    this.reason = options.reason;
  }
}
