import type { Headers, Side } from '@weir/core';
import type { FlowRecord, MessageKind } from '@weir/flow';

/** What must not be published is taken out here, before anything is encoded. All methods return at once; what throws loses the record that it was asked about. */
export interface Redactor {
  /** Changes the record, all but its bodies. */
  record(record: FlowRecord): void;
  /** Whether the body with these headers, which begins with `first`, is to be read: then it is held until it is whole, and nothing of it goes out before. */
  holds(headers: Headers, first: Uint8Array): boolean;
  /** What is published of a body that was held, whole; undefined: it cannot be read and is dropped. `parts` stay as they are. */
  body(side: Side, headers: Headers, parts: readonly Uint8Array[]): readonly Uint8Array[] | undefined;
  /** What is published of a message of an http flow, whole; undefined: it cannot be read and is dropped. */
  message(side: Side, kind: MessageKind, bytes: Uint8Array): Uint8Array | undefined;
}
