import { status, type ServiceError } from '@grpc/grpc-js';

/** A call that was not answered as it should be: the status of gRPC, and one line that says why. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly code: status;

  constructor(code: status, why: string) {
    super(oneLine(why));
    this.code = code;
  }

  /** Another replica, or the same one in a moment, may well answer. */
  get passing(): boolean {
    return this.code === status.UNAVAILABLE || this.code === status.DEADLINE_EXCEEDED;
  }

  /** It is the question, or who asks: every replica says the same. */
  get final(): boolean {
    return this.code === status.INVALID_ARGUMENT || this.code === status.PERMISSION_DENIED || this.code === status.UNAUTHENTICATED;
  }
}

/** What grpc-js gives, without what it says around the reason. */
export function callFailure({ code, details }: Pick<ServiceError, 'code' | 'details'>): CallFailure {
  // So it calls what happens to the socket below a stream: INTERNAL.
  if (code === status.INTERNAL && details.includes('triggered by internal client error')) return new CallFailure(status.UNAVAILABLE, 'the connection was lost');
  const reason = /^No connection established\. Last error: (?:Error: )?(.*?)(?: \(\d{4}-[^)]*Z\))?\. Resolution note: .*$/s.exec(details)?.[1] ?? details;
  return new CallFailure(code, code === status.DEADLINE_EXCEEDED ? 'it does not answer' : reason === '' ? status[code] : reason);
}

/** Whatever was thrown, as the reason of a failure. */
export function failureOf(error: unknown): CallFailure {
  return error instanceof CallFailure ? error : new CallFailure(status.INTERNAL, (error as Error).message);
}

const longest = 300;

/** It comes from the network and goes into logs. */
function oneLine(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}...` : line;
}
