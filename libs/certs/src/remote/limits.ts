/** How long and how much, in milliseconds and calls. */
export interface RemoteLimits {
  /** For a certificate, from the request for it on: well within what a client waits for its handshake. */
  readonly requestMs: number;
  /** For one answer of one replica. */
  readonly tryMs: number;
  /** From a connection's first packet until the service has answered on it. */
  readonly connectMs: number;
  /** How often a connection is asked whether it is there, and how long it may take to say so. */
  readonly aliveMs: readonly [every: number, answer: number];
  /** Between two connections that fail: doubled from the first to the last. */
  readonly reconnectMs: readonly [first: number, last: number];
  /** Once no replica is there, requests wait so long for one that comes back, counted from then on. */
  readonly patienceMs: number;
  /** Between two looks at what is to be renewed, or has changed on disk. */
  readonly lookMs: number;
  /** Certificates asked for at once, and those that wait for their turn. */
  readonly inFlight: number;
  readonly queued: number;
}

export const defaultRemoteLimits: RemoteLimits = {
  requestMs: 5_000,
  tryMs: 2_000,
  connectMs: 2_000,
  aliveMs: [10_000, 5_000],
  reconnectMs: [100, 1_000],
  patienceMs: 1_000,
  lookMs: 1_000,
  inFlight: 256,
  queued: 4_096,
};
