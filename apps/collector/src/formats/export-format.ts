import type { FlowJson, MessageJson } from '@weir/flow';

/** How flows are written down: `head`, then each flow, then `tail`. */
export interface ExportFormat {
  readonly contentType: string;
  readonly fileName: string;
  readonly head: string;
  /** Between two flows. */
  readonly separator: string;
  readonly tail: string;
  /** Undefined: the format has no place for such a flow. `carried` is asked only for what the format shows. */
  write(flow: FlowJson, carried: Carried): string | undefined | Promise<string | undefined>;
}

/** What one flow carried. */
export interface Carried {
  /** As it was sent, without transfer coding; undefined: nothing was captured. */
  body(side: 'request' | 'response'): CarriedBody | undefined;
  /** With Content-Encoding undone as far as it can be. */
  decoded(side: 'request' | 'response'): Promise<CarriedBody | undefined>;
  messages(): Iterable<MessageJson>;
}

export interface CarriedBody {
  readonly bytes: Uint8Array;
  /** There was more. */
  readonly truncated: boolean;
}
