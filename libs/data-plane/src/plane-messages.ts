import type { Listening } from '@weir/runtime';
import type { PlaneFigures } from '@weir/telemetry';
import type { PlaneValues } from './options.ts';

/** What a data plane in a process of its own is told when it starts. */
export interface PlaneSettings {
  readonly values: PlaneValues;
  /** One for each mode, in their order. */
  readonly ports: readonly number[];
  /** The folder of the authority, which is there unless a service signs. */
  readonly authority: string;
  /** Where the API listens: a port of ours that is no proxy's. */
  readonly apiPort: number;
  /** The name in its flows: no two processes have the same. */
  readonly producer: string;
}

export type PlaneOrder =
  | { readonly type: 'start'; readonly settings: PlaneSettings }
  /** Answered by the report `figures`. */
  | { readonly type: 'figures' }
  | { readonly type: 'stop' };

/** `failed`: it could not start, and ends. */
export type PlaneReport =
  | { readonly type: 'listening'; readonly listening: readonly Listening[] }
  | { readonly type: 'figures'; readonly figures: PlaneFigures }
  | { readonly type: 'failed'; readonly message: string };
