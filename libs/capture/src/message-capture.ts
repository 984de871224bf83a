import { CLIENT, type Side } from '@weir/core';
import type { FlowType, MessageKind } from '@weir/flow';
import type { TapHost } from './flow-tap.ts';
import { microseconds } from './time.ts';

const nothing = new Uint8Array(0);

/** The messages of one flow: each is a chunk at once. */
export class MessageCapture {
  /** On the wire so far, over both sides. */
  count = 0;
  bytes = 0;
  readonly #host: TapHost;
  readonly #flow: Uint8Array;
  readonly #isHttp: boolean;
  /** Kept of each side. */
  #clientBytes = 0;
  #serverBytes = 0;

  constructor(host: TapHost, flow: Uint8Array, type: FlowType) {
    this.#host = host;
    this.#flow = flow;
    this.#isHttp = type === 'http';
  }

  /** `isKept` false: it is only counted. */
  message(side: Side, kind: MessageKind, bytes: Uint8Array, isKept: boolean): void {
    const seq = this.count++;
    this.bytes += bytes.length;
    const { caps, memory, batcher, clock } = this.#host;
    const room = caps.bodyBytes - (side === CLIENT ? this.#clientBytes : this.#serverBytes);
    if (room <= 0 || !isKept) return;
    const most = Math.min(room, caps.messageBytes);
    if (memory.isTight) {
      batcher.dropBytes('memory-limit', Math.min(bytes.length, most));
      return;
    }
    const whole = this.#redacted(side, kind, bytes, most);
    const data = whole.length <= most ? whole : whole.subarray(0, most);
    if (side === CLIENT) this.#clientBytes += data.length;
    else this.#serverBytes += data.length;
    batcher.chunk({ flow: this.#flow, kind: 'message', side, seq, data, atUs: microseconds(clock), messageKind: kind, size: bytes.length });
  }

  /** Nothing of a message that cannot be read, of which at most `most` would have been kept. */
  #redacted(side: Side, kind: MessageKind, bytes: Uint8Array, most: number): Uint8Array {
    const { redact, caps, batcher } = this.#host;
    if (redact === undefined || !this.#isHttp) return bytes;
    const redacted = bytes.length > caps.redactBytes ? undefined : redact.message(side, kind, bytes);
    if (redacted === undefined) batcher.dropBytes('redacted-unreadable', Math.min(bytes.length, most));
    return redacted ?? nothing;
  }
}
