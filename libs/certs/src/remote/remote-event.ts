/** What happens between a proxy and the service, each told once until it changes. `reason` is one line, without secrets. */
export type RemoteEvent =
  | { readonly type: 'connected'; readonly replica: string }
  /** No replica can be asked, or none can enroll this proxy: cached names go on, new ones get no certificate. */
  | { readonly type: 'away'; readonly reason: string }
  /** The service does not let this proxy in. */
  | { readonly type: 'denied'; readonly reason: string }
  | { readonly type: 'admitted' }
  /** Leaves are signed here; `permitted` is empty where no name is excluded by it. `notAfter` in milliseconds since the epoch. */
  | { readonly type: 'delegated'; readonly permitted: readonly string[]; readonly notAfter: number }
  /** The service signs each leaf. `refused`: it does not delegate to this proxy; else it could not, and is asked again. */
  | { readonly type: 'undelegated'; readonly reason: string; readonly refused: boolean }
  /** What clients are to trust is something else than before. `current`: SHA-256 of the certificate that signs. */
  | { readonly type: 'roots'; readonly current: string; readonly count: number }
  /** The service answers with what cannot be used. */
  | { readonly type: 'unusable'; readonly reason: string };
