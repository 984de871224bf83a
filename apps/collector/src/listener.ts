/** What runs where, as /api/v1/listeners answers it. The data plane tells it. */
export interface ListenerJson {
  /** SPEC as given. */
  readonly mode: string;
  readonly transport: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  /** The last error of this listener, such as one while accepting. */
  readonly error?: string;
}
