import type { Metadata } from '@grpc/grpc-js';
import type { CallFailure } from './call-failure.ts';
import type { Speaker } from './replica.ts';

/** Who this is to the service, by whichever credentials. */
export interface Caller {
  readonly speaker: Speaker;
  /** Stands for the credentials of now: another value when they were renewed. */
  readonly credentials: unknown;
  /** What goes with each call. Throws CallFailure (UNAUTHENTICATED) where there are no credentials. */
  metadata(): Metadata;
  /** Why there are none, and will be none as things are; undefined: there are, or may be in a moment. One that passes: it was waited for long enough. */
  refused(): CallFailure | undefined;
  /** `used` were not accepted. Whether there are others now. Never rejects. */
  renew(used: unknown, signal: AbortSignal): Promise<boolean>;
  /** Looks for what is to be renewed, or has changed. */
  look(connected: boolean): void;
  /** What has failed may do now. */
  retry(): void;
}
