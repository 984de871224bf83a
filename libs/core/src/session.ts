import type { Connection } from './connection.ts';
import type { Handler, Io } from './handler.ts';
import type { Side } from './side.ts';

/** Many streams on one connection: QUIC. SETTINGS, GOAWAY and QPACK streams are per hop and belong to the session; requests are relayed 1:1. */
export interface Session {
  /** A stream that the peer opened; null: the stream belongs to the session and is of no interest to a handler. */
  onStream(conn: Connection, io: Io): Handler | null;
  onClose(side: Side, code: number, reason: string): void;
}

export interface SessionIo {
  openStream(side: Side, unidirectional: boolean): Io;
  close(side: Side, code: number, reason: string): void;
}
