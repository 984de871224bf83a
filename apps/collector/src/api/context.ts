import type { Log } from '@weir/service';
import type { FlowStore } from '@weir/store';
import type { Auth } from '../auth.ts';
import type { Counters } from '../counters.ts';
import type { HostCheck } from '../host-check.ts';
import type { ListenerJson } from '../listener.ts';
import type { Tail } from '../tail.ts';

/** What the routes work with. */
export interface ApiContext {
  readonly store: FlowStore;
  readonly tail: Tail;
  readonly counters: Counters;
  /** The Prometheus text format. */
  readonly metrics: () => Promise<string>;
  readonly log: Log;
  readonly auth: Auth;
  readonly hostCheck: HostCheck;
  readonly listeners: () => readonly ListenerJson[];
  /** Metrics need no token: the API is bound to a loopback address. */
  readonly openMetrics: boolean;
  /** Where `vite build` put the page; absent: no page. */
  readonly uiDirectory: string | undefined;
  /** The bound of `?decoded=true`. */
  readonly maxDecodedBytes: number;
}
