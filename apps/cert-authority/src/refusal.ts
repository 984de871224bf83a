import { status } from '@grpc/grpc-js';
import { AuthorityError } from '@weir/x509';

/** Why a call is not done, as its caller is told. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Of gRPC. */
  readonly code: status;

  constructor(code: status, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function unauthenticated(message: string): Refusal {
  return new Refusal(status.UNAUTHENTICATED, message);
}

export function denied(message: string): Refusal {
  return new Refusal(status.PERMISSION_DENIED, message);
}

export function invalid(message: string, cause?: unknown): Refusal {
  return new Refusal(status.INVALID_ARGUMENT, message, { cause });
}

/** What an authority cannot do as it is: it has expired, permits no intermediate, or has no next root. Throws Refusal in its words. */
export function inItsState<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof AuthorityError ? new Refusal(status.FAILED_PRECONDITION, error.message, { cause: error }) : error;
  }
}
