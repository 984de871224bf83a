import type { Connection } from './connection.ts';
import type { Handler, Io } from './handler.ts';
import type { Side } from './side.ts';

/**
 * Many streams on one connection, and on the one that belongs to it on the server's side: QUIC. SETTINGS, GOAWAY and QPACK streams are per hop and
 * belong to the session; requests are relayed 1:1, each by a handler of its own.
 */
export interface Session {
  /** The first call. */
  onStart?(io: SessionIo): void;
  /**
   * A peer has opened a stream: `conn.stream` says which. The side of `io` that opened it is there, the other one after `io.open`.
   * `null`: nobody wants it, it is reset and stopped.
   */
  onStream(conn: Connection, io: Io): Handler | null;
  /** Finish what is open, begin nothing new (GOAWAY). The streams' handlers are told too. */
  onDrain?(): void;
  /**
   * The connection on `side` was closed: by its peer, by a deadline, by a shutdown; not by `SessionIo.close`. The handlers of its streams were told
   * before (onReset, and onClose where that was their only side). Code and reason are the peer's (RFC 9000, 10.2), 0 and empty where there are none.
   */
  onClose(side: Side, code: number, reason: string): void;
}

export interface SessionIo {
  /**
   * Opens a stream of the session's own, which has `side` alone. `make` is called within the call, the handler's onStart when it has returned.
   */
  openStream(side: Side, unidirectional: boolean, make: (conn: Connection, io: Io) => Handler): void;
  /**
   * Closes the connection on `side`. The handlers of its streams are told by onReset, not within the call of one of them; a handler
   * that has no other side has its onClose then.
   */
  close(side: Side, code: number, reason: string): void;
}
