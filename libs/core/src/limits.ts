/** Every bound of the data plane in one place. Bytes and milliseconds. */
export interface Limits {
  /** HTTP/1 head: request line or status line and all fields, with their CRLFs (431, 502 beyond it). */
  readonly headBytes: number;
  /** From the first byte of a request head to its last. */
  readonly headMs: number;
  /** Trailer section and each chunk extension. */
  readonly trailerBytes: number;
  /** ClientHello, over all its records. */
  readonly helloBytes: number;
  /** From a ClientHello's first byte to the end of its handshake; of a SOCKS client, for the messages that it owes. */
  readonly handshakeMs: number;
  readonly connectMs: number;
  /** Between two bytes in either direction (tcp_timeout). */
  readonly idleMs: number;
  /** Requests sent ahead on one connection; more wait in the client's socket. */
  readonly pipelined: number;
  /** Between SIGTERM and the end of connections still open. */
  readonly drainMs: number;
  /** Bytes waiting for one side before the other is paused. */
  readonly highWater: number;
  /** The same of a side in TLS, on which all that was sent in a turn waits until its end. */
  readonly tlsHighWater: number;
  /** Idle connections to servers kept for the next client: altogether (0: none), for each destination, and how long. */
  readonly parkedLegs: number;
  readonly parkedEach: number;
  readonly parkedMs: number;
  /** So long one must have been silent before another client may have it: what a server says too late would be another's answer. */
  readonly parkedQuietMs: number;
}

export const defaultLimits: Limits = {
  headBytes: 64 * 1024,
  headMs: 60_000,
  trailerBytes: 16 * 1024,
  helloBytes: 64 * 1024,
  handshakeMs: 30_000,
  connectMs: 30_000,
  idleMs: 600_000,
  pipelined: 64,
  drainMs: 10_000,
  highWater: 16 * 1024,
  tlsHighWater: 64 * 1024,
  parkedLegs: 256,
  parkedEach: 32,
  // Less than the 5 s after which many servers close (Node, Apache, uvicorn).
  parkedMs: 4_000,
  // What is written after an answer comes in the next segment, or a round trip later. 32 legs then serve 1,600 clients a second, about what a process can.
  parkedQuietMs: 20,
};
