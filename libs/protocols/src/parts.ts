import type { Connection, Io, Limits, LocalAnswers, Protocols, Recorder, Route, Tap } from '@weir/core';
import type { ProtocolOptions } from './options.ts';

/** What every handler of this library is made from. */
export interface HandlerParts {
  readonly conn: Connection;
  readonly io: Io;
  readonly route: Route;
  /** Begins anew what is inside a tunnel. */
  readonly protocols: Protocols;
  readonly recorder: Recorder;
  readonly limits: Limits;
  readonly options: ProtocolOptions;
  /** What this proxy answers itself; absent: nothing. */
  readonly local?: LocalAnswers;
  /** The flow that this connection is already: what comes goes on in it, and ends it. */
  readonly flow?: Tap;
}
